-- One row per metric, subject and day: what is left of a series without its weekdays and without
-- what changes over weeks, such as the season.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with counted as (
    select
        metric,
        subject_id,
        metric_date,
        datediff(metric_date, last_date) as day_number,
        -- Whole millionths add up to the same sum in any order, fractions do not; and the last bit
        -- of a mean can turn a rank.
        round(value * 1e6) as millionths
    from {{ ref('daily_series') }}
),

centred as (
    select
        metric,
        subject_id,
        metric_date,
        day_number,
        round(millionths - avg(millionths) over (
            partition by metric, subject_id, dayofweek(metric_date)
        )) as millionths
    from counted
),

daily_residuals as (
    select
        metric,
        subject_id,
        metric_date,
        round(millionths - avg(millionths) over (
            partition by metric, subject_id
            order by day_number range between 14 preceding and 14 following
        )) / 1e6 as value
    from centred
)

select * from daily_residuals
