-- One row per person, state, recorder and interval: asleep, in bed or awake, as a recorder tells.
{{ config(materialized='months', meta=health_record_inputs()) }}

with winners as (
    {{ health_record_winners('sleep') }}
),

silver_fitness__sleep_intervals as (
    select
        person_id,
        metric as sleep_state,
        sleep_stage,
        recorder_name,
        device,

        started_at,
        ended_at,
        time_zone,

        _source,
        _content_id,
        _record_number,
        event_month
    from winners
)

select * from silver_fitness__sleep_intervals
