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
    select
        meter_id,
        commodity,
        flow,
        register_id,
        started_at,
        max_by(
            struct(
                ended_at, quantity, unit, time_zone, is_time_zone_assumed,
                _source, _content_id, _record_number, event_month
            ),
            struct(source_version, _content_id, _record_number)
        ) as winner
    from readings
    group by meter_id, commodity, flow, register_id, started_at
),

silver_home__meter_intervals as (
    select
        meter_id,
        commodity,
        flow,
        register_id,

        winner.quantity as quantity,
        winner.unit as unit,
        unix_timestamp(winner.ended_at) - unix_timestamp(started_at) as duration_seconds,

        started_at,
        winner.ended_at as ended_at,
        to_date(from_utc_timestamp(started_at, winner.time_zone)) as usage_date,
        winner.time_zone as time_zone,
        winner.is_time_zone_assumed as is_time_zone_assumed,

        winner._source as _source,
        winner._content_id as _content_id,
        winner._record_number as _record_number,
        winner.event_month as event_month
    from winners
)

select * from silver_home__meter_intervals
