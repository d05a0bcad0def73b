-- One row per activity day that cannot count, with its reason.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_profile__activity_days'],
        'whole_inputs': ['silver_household__people', 'unit_conversions'],
    },
) }}

with silver_fitness__activity_days_rejects as (
    select
        person_id,
        activity_date,
        reject_reason,

        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from {{ ref('silver_fitness__activity_days_checked') }}
    where reject_reason is not null
)

select * from silver_fitness__activity_days_rejects
