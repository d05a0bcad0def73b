-- One row per night that cannot count, with its reason.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_profile__sleep_nights'],
        'whole_inputs': ['silver_household__people', 'unit_conversions'],
    },
) }}

with silver_fitness__sleep_nights_rejects as (
    select
        person_id,
        sleep_date,
        reject_reason,

        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from {{ ref('silver_fitness__sleep_nights_checked') }}
    where reject_reason is not null
)

select * from silver_fitness__sleep_nights_rejects
