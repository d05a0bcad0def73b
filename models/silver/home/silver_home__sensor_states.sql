-- One row per sensor entity and instant at which its state changed; a null value: nothing is known
-- from then on.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_home_assistant__states'],
        'whole_inputs': ['silver_household__sensors', 'unit_conversions'],
    },
) }}

with states as (
    select * from {{ ref('silver_home__sensor_states_checked') }}
    where reject_reason is null
),

-- Overlapping exports repeat states: one row each, as the export with the latest coverage says.
winners as (
    {{ winning_records('states', ['changed_at'], within=['entity_id']) }}
),

silver_home__sensor_states as (
    select
        entity_id,
        room_id,
        measure,

        state_value,
        unit,
        max_hold_seconds,

        changed_at,
        time_zone,

        _source,
        _content_id,
        _record_number,
        event_month
    from winners
)

select * from silver_home__sensor_states
