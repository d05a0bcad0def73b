-- One row per meter, commodity, flow, register and instant: what a register that counts up shows.
{{ config(materialized='months', meta=meter_reading_inputs()) }}

with readings as (
    select * from {{ ref('silver_home__meter_readings_checked') }}
    where reject_reason is null and is_cumulative
),

winners as (
    {{ winning_records(
        'readings', ['started_at'], within=['meter_id', 'commodity', 'flow', 'register_id']
    ) }}
),

silver_home__register_readings as (
    select
        meter_id,
        commodity,
        flow,
        register_id,
        native_id,

        quantity as register_state,
        unit,
        started_at as read_at,
        time_zone,
        is_time_zone_assumed,

        _source,
        _content_id,
        _record_number,
        event_month
    from winners
)

select * from silver_home__register_readings
