-- One row per person, night and source: what one recorder says of the whole night.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_profile__sleep_nights'],
        'whole_inputs': ['silver_household__people', 'unit_conversions'],
    },
) }}

with nights as (
    select * from {{ ref('silver_fitness__sleep_nights_checked') }}
    where reject_reason is null
),

-- A later export of the same source knows more of a night than an earlier one.
winners as (
    {{ winning_records('nights', ['sleep_date'], within=['person_id', 'recorder_name']) }}
),

silver_fitness__sleep_nights as (
    select
        sleep_date,
        person_id,
        recorder_name,
        device,

        asleep_seconds,
        in_bed_seconds,

        _content_id,
        _record_number,
        event_month
    from winners
)

select * from silver_fitness__sleep_nights
