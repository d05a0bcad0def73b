-- One row per metric, subject and day: what is left of a series without its weekdays and without
-- what changes over weeks, such as the season.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with centred as (
    select
        metric,
        subject_id,
        metric_date,
        datediff(metric_date, last_date) as day_number,
        value - avg(value) over (partition by metric, subject_id, dayofweek(metric_date)) as value
    from {{ ref('daily_series') }}
),

daily_residuals as (
    select
        metric,
        subject_id,
        metric_date,
        -- The last bits of a mean depend on its order, and the order of ranks on them.
        round(value - avg(value) over (
            partition by metric, subject_id
            order by day_number range between 14 preceding and 14 following
        ), 6) as value
    from centred
)

select * from daily_residuals
