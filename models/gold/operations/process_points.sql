-- One row per value of a watched metric: what was to be expected of it, and whether it is a signal.
with positions as (
    select * from {{ ref('process_positions') }}
),

signals as (
    select distinct
        metric_id,
        observed_at
    from {{ ref('process_signals') }}
),

process_points as (
    select
        positions.metric_id,
        positions.observed_at,
        positions.value,
        round(scores.centre, 9) as centre,
        round(scores.lower_limit, 9) as lower_limit,
        round(scores.upper_limit, 9) as upper_limit,
        positions.phase,
        signals.metric_id is not null as is_signal
    from positions
    left join {{ ref('process_scores') }} as scores
        on positions.metric_id = scores.metric_id and positions.observed_at = scores.observed_at
    left join signals
        on positions.metric_id = signals.metric_id and positions.observed_at = signals.observed_at
)

select * from process_points
