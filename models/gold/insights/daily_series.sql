-- One row per metric, subject and day of the 26 weeks before this one: what is compared across
-- domains. A day that is not known has no row; a day without a purchase is a day of spending 0.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with weeks as (
    select date_sub(to_date(date_trunc('week', {{ as_of_date() }})), 1) as last_date
),

series as (
    select
        'asleep_hours' as metric,
        person_id as subject_id,
        sleep_date as metric_date,
        asleep_seconds / 3600e0 as value
    from {{ ref('nightly_sleep') }}
    union all
    select
        'step_count' as metric,
        person_id as subject_id,
        activity_date as metric_date,
        cast(step_count as double) as value
    from {{ ref('daily_activity') }}
    union all
    select
        'training_load' as metric,
        person_id as subject_id,
        activity_date as metric_date,
        training_load as value
    from {{ ref('daily_training_load') }}
    union all
    select
        'room_temperature_celsius' as metric,
        room_id as subject_id,
        climate_date as metric_date,
        temperature_celsius_mean as value
    from {{ ref('daily_room_climate') }}
    union all
    select
        'room_humidity_percent' as metric,
        room_id as subject_id,
        climate_date as metric_date,
        humidity_percent_mean as value
    from {{ ref('daily_room_climate') }}
    union all
    select
        'electricity_kilowatt_hours' as metric,
        meter_id as subject_id,
        usage_date as metric_date,
        quantity as value
    from {{ ref('daily_meter_usage') }}
    where commodity = 'electricity' and flow in ('import', 'consumption') and is_complete
    union all
    select
        'spend_amount' as metric,
        subject_id,
        spend_date as metric_date,
        spend_amount as value
    from {{ ref('daily_spending') }}
),

daily_series as (
    select
        series.metric,
        series.subject_id,
        series.metric_date,
        series.value,
        weeks.last_date
    from series
    cross join weeks
    where
        series.value is not null
        and series.metric_date between date_sub(weeks.last_date, 181) and weeks.last_date
)

select * from daily_series
