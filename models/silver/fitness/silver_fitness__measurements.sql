-- One row per person, metric, recorder and interval: what was measured, not counted up.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_apple_health__records', 'bronze_trackers__records'],
        'whole_inputs': [
            'silver_household__people', 'silver_household__homes', 'unit_conversions',
            'health_record_types', 'sleep_states',
        ],
    },
) }}

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
