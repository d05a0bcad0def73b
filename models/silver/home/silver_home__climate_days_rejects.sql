-- One row per summary of a sensor's day that cannot count, with its reason.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_profile__climate_days'],
        'whole_inputs': ['silver_household__sensors', 'unit_conversions'],
    },
) }}

with silver_home__climate_days_rejects as (
    select
        room_id,
        climate_date,
        reject_reason,

        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from {{ ref('silver_home__climate_days_checked') }}
    where reject_reason is not null
)

select * from silver_home__climate_days_rejects
