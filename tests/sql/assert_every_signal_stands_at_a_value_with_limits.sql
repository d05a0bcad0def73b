-- Every signal stands at a watched value that has limits, and a baseline is older than its values.
with known as (
    select
        watched.metric_id,
        watched.observed_at,
        points.metric_id is not null as is_point,
        coalesce(points.is_signal, false) as is_signal,
        points.lower_limit is not null as has_limits,
        coalesce(expected.count_baseline >= expected.position, false) as is_judged_by_itself,
        (expected.metric_id is null) <> (scores.metric_id is null) as is_not_scored
    from {{ ref('process_values') }} as watched
    left join {{ ref('process_points') }} as points
        on watched.metric_id = points.metric_id and watched.observed_at = points.observed_at
    left join {{ ref('process_expectations') }} as expected
        on watched.metric_id = expected.metric_id and watched.observed_at = expected.observed_at
    left join {{ ref('process_scores') }} as scores
        on watched.metric_id = scores.metric_id and watched.observed_at = scores.observed_at
),

signals as (
    select distinct
        metric_id,
        observed_at
    from {{ ref('process_signals') }}
)

select
    coalesce(known.metric_id, signals.metric_id) as metric_id,
    coalesce(known.observed_at, signals.observed_at) as observed_at,
    known.is_point,
    known.is_signal,
    known.has_limits
from known
full outer join signals
    on known.metric_id = signals.metric_id and known.observed_at = signals.observed_at
where
    known.metric_id is null
    or not known.is_point
    or known.is_judged_by_itself
    or known.is_not_scored
    or known.is_signal <> (signals.metric_id is not null)
    or (known.is_signal and not known.has_limits)
