-- One row per sensor entity and instant at which its state changed; a null value: nothing is known from then on.
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
    select
        entity_id,
        changed_at,
        max_by(
            struct(
                room_id, measure, state_value, unit, max_hold_seconds, time_zone,
                _source, _content_id, _record_number, event_month
            ),
            struct(source_version, _content_id, _record_number)
        ) as winner
    from states
    group by entity_id, changed_at
),

silver_home__sensor_states as (
    select
        entity_id,
        winner.room_id as room_id,
        winner.measure as measure,

        winner.state_value as state_value,
        winner.unit as unit,
        winner.max_hold_seconds as max_hold_seconds,

        changed_at,
        winner.time_zone as time_zone,

        winner._source as _source,
        winner._content_id as _content_id,
        winner._record_number as _record_number,
        winner.event_month as event_month
    from winners
)

select * from silver_home__sensor_states
