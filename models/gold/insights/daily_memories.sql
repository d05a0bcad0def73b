-- One row per metric, subject and days apart: how much a series resembles itself some days before.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with earlier_days as (
    select
        metric,
        subject_id,
        metric_date as earlier_date,
        value as earlier_value,
        explode(sequence(1, 14)) as days_apart
    from {{ ref('daily_residuals') }}
),

daily_memories as (
    select
        days.metric,
        days.subject_id,
        earlier_days.days_apart,
        corr(days.value, earlier_days.earlier_value) as autocorrelation
    from {{ ref('daily_residuals') }} as days
    inner join earlier_days
        on days.metric = earlier_days.metric
        and days.subject_id = earlier_days.subject_id
        and days.metric_date = date_add(earlier_days.earlier_date, earlier_days.days_apart)
    group by days.metric, days.subject_id, earlier_days.days_apart
)

select * from daily_memories
