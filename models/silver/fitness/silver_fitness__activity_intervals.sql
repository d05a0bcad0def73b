-- One row per person, metric, recorder and interval: what a phone or watch counted in it.
{{ config(materialized='months', meta=health_record_inputs()) }}

with winners as (
    {{ health_record_winners('activity') }}
),

silver_fitness__activity_intervals as (
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

select * from silver_fitness__activity_intervals
