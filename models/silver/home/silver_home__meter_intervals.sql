-- One row per meter, commodity, flow, register and interval: what flowed in it.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_profile__meter_readings'],
        'whole_inputs': ['silver_household__meters', 'silver_household__settings', 'unit_conversions'],
    },
) }}

with readings as (
    select * from {{ ref('silver_home__meter_readings_checked') }}
    where reject_reason is null
),

-- The same interval in overlapping files counts once: the latest state of the source wins.
winners as (
    {{ winning_records(
        'readings', ['meter_id', 'commodity', 'flow', 'register_id', 'started_at']
    ) }}
),

silver_home__meter_intervals as (
    select
        meter_id,
        commodity,
        flow,
        register_id,

        quantity,
        unit,
        unix_timestamp(ended_at) - unix_timestamp(started_at) as duration_seconds,

        started_at,
        ended_at,
        to_date(from_utc_timestamp(started_at, time_zone)) as usage_date,
        time_zone,
        is_time_zone_assumed,

        _source,
        _content_id,
        _record_number,
        event_month
    from winners
)

select * from silver_home__meter_intervals
