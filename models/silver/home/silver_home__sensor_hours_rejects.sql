-- One row per hour of a sensor's statistics that cannot count, with its reason.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_home_assistant__statistics'],
        'whole_inputs': ['silver_household__sensors', 'unit_conversions'],
    },
) }}

with silver_home__sensor_hours_rejects as (
    select
        entity_id,
        started_at,
        reject_reason,

        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from {{ ref('silver_home__sensor_hours_checked') }}
    where reject_reason is not null
)

select * from silver_home__sensor_hours_rejects
