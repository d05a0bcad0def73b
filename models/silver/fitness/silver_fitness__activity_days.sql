-- One row per person, local day and source: what one recorder says of the day.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_profile__activity_days'],
        'whole_inputs': ['silver_household__people', 'unit_conversions'],
    },
) }}

with days as (
    select * from {{ ref('silver_fitness__activity_days_checked') }}
    where reject_reason is null
),

-- A later export of the same source knows more of a day than an earlier one.
winners as (
    {{ winning_records('days', ['activity_date'], within=['person_id', '_source']) }}
),

silver_fitness__activity_days as (
    select
        activity_date,
        person_id,
        _source as source_name,
        device,

        step_count,
        distance_meters,
        active_energy_kilocalories,

        _content_id,
        _record_number,
        event_month
    from winners
)

select * from silver_fitness__activity_days
