-- One row per meter reading that cannot count, with its reason.
{{ config(materialized='months', meta=meter_reading_inputs()) }}

with silver_home__meter_intervals_rejects as (
    select
        meter_id,
        commodity,
        flow,
        started_at,
        reject_reason,

        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from {{ ref('silver_home__meter_readings_checked') }}
    where reject_reason is not null
)

select * from silver_home__meter_intervals_rejects
