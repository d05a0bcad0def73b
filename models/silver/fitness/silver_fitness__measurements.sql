-- One row per person, metric, recorder and interval: what was measured, not counted up.
{{ config(materialized='months', meta=health_record_inputs()) }}

with winners as (
    {{ health_record_winners('measurement') }}
),

silver_fitness__measurements as (
    select
        person_id,
        metric,
        recorder_name,
        device,

        quantity,

        started_at,
        ended_at,
        time_zone,

        _source,
        _content_id,
        _record_number,
        event_month
    from winners
)

select * from silver_fitness__measurements
