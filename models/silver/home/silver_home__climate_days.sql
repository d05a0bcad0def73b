-- One row per room and local day: a day's climate that a device or service summed up itself.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_profile__climate_days'],
        'whole_inputs': ['silver_household__sensors', 'unit_conversions'],
    },
) }}

with days as (
    select * from {{ ref('silver_home__climate_days_checked') }}
    where reject_reason is null
),

winners as (
    {{ winning_records('days', ['climate_date'], within=['room_id']) }}
),

silver_home__climate_days as (
    select
        climate_date,
        room_id,

        temperature_celsius_mean,
        temperature_celsius_min,
        temperature_celsius_max,
        humidity_percent_mean,

        _source,
        _content_id,
        _record_number,
        event_month
    from winners
)

select * from silver_home__climate_days
