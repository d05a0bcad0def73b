-- One row per value of a metric: where it stands among the values that count, and which baseline it
-- is tested against. A value under an annotation that ends is excused and counts nowhere; one
-- without an end starts a new epoch, whose limits are learnt anew.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}
with observed as (
    select * from {{ ref('process_values') }}
),

noted as (
    select * from {{ ref('process_notes') }}
),

placed as (
    select
        observed.*,
        coalesce(noted.epoch_number, 0) as epoch_number,
        coalesce(noted.excuses, 0) = 1 as is_excused,
        row_number() over (
            partition by
                observed.metric_id, coalesce(noted.epoch_number, 0), coalesce(noted.excuses, 0)
            order by observed.observed_at
        ) as position,
        (observed.baseline_points + observed.learning_points - 1)
        div observed.learning_points as count_steps
    from observed
    left join noted
        on observed.metric_id = noted.metric_id and observed.observed_at = noted.observed_at
),

process_positions as (
    select
        metric_id,
        epoch_number,
        position,
        is_excused,
        observed_at,
        value,
        count_units,
        chart,
        scale,
        direction,
        seasonality,
        estimator,
        has_trend,
        has_memory,
        is_widened,
        is_continuous,
        rule_sets,
        severity,
        baseline_points,
        renewal_points,
        known_centre,
        known_sigma,
        case
            when scale = 'log' then sign(value) * log1p(abs(value)) else value
        end as scaled_value,
        case
            when seasonality = 'weekday' then {{ day_of_week('observed_date') }}
            when seasonality = 'month_end'
                then cast(observed_date > date_sub(last_day(observed_date), 3) as int)
            else 0
        end as season,
        case
            when known_sigma is not null then 'monitoring'
            when is_excused or position <= learning_points then 'learning'
            when position <= baseline_points then 'baseline'
            else 'monitoring'
        end as phase,
        -- Baseline n ends with the n-th step of the ladder: after each `learning_points` values,
        -- then with the last of the whole baseline, then after each `renewal_points` values.
        case
            when position <= baseline_points then (position - 1) div learning_points
            else coalesce((position - 1 - baseline_points) div renewal_points, 0) + count_steps
        end as tested_baseline,
        case
            when position <= baseline_points
                then (position + learning_points - 1) div learning_points
            else (position - baseline_points + renewal_points - 1) div renewal_points + count_steps
        end as first_baseline,
        count_steps + coalesce((position - 1) div renewal_points, 0) as last_baseline
    from placed
)

select * from process_positions
