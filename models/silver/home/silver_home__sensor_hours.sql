-- One row per sensor entity and hour: what Home Assistant's statistics say of it.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_home_assistant__statistics'],
        'whole_inputs': ['silver_household__sensors', 'unit_conversions'],
    },
) }}

with hours as (
    select * from {{ ref('silver_home__sensor_hours_checked') }}
    where reject_reason is null
),

winners as (
    {{ winning_records('hours', ['started_at'], within=['entity_id']) }}
),

silver_home__sensor_hours as (
    select
        entity_id,
        room_id,
        measure,

        mean_value,
        lowest_value,
        highest_value,
        unit,

        started_at,
        time_zone,

        _source,
        _content_id,
        _record_number,
        event_month
    from winners
)

select * from silver_home__sensor_hours
