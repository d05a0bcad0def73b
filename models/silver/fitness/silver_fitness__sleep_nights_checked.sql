-- One row per night as filed: typed, converted, with the reason why it cannot count (null = it
-- fits).
{{ config(materialized='ephemeral') }}

with nights as (
    {{ current_records('bronze_profile__sleep_nights') }}
),

typed as (
    select
        nights.*,
        try_cast(nights.sleep_date as date) as typed_sleep_date,
        cast(round(try_cast(nights.asleep as double) * units.factor) as bigint) as asleep_seconds,
        cast(round(try_cast(nights.in_bed as double) * units.factor) as bigint) as in_bed_seconds,
        units.target_unit
    from nights
    left join {{ ref('unit_conversions') }} as units
        on nights.duration_unit = units.unit and units.quantity_kind = 'duration'
),

silver_fitness__sleep_nights_checked as (
    select
        coalesce(person_ids.person_id, concat(typed._source, '_', typed.person)) as person_id,
        typed._source as recorder_name,
        coalesce(typed.device, 'other') as device,

        typed.asleep_seconds,
        typed.in_bed_seconds,

        typed.typed_sleep_date as sleep_date,

        case
            when typed.typed_sleep_date is null then 'date_invalid'
            when typed.target_unit is null then 'unit_unknown'
            when
                (typed.asleep is not null and typed.asleep_seconds is null)
                or (typed.in_bed is not null and typed.in_bed_seconds is null)
                then 'number_invalid'
            when typed.asleep_seconds < 0 or typed.in_bed_seconds < 0 then 'quantity_negative'
            when greatest(typed.asleep_seconds, typed.in_bed_seconds) > 90000
                then 'value_out_of_range'
        end as reject_reason,
        typed.source_version,
        typed._source,
        typed._content_id,
        typed._record_number,
        typed._line_number,
        typed._member,
        typed.event_month
    from typed
    left join {{ ref('silver_household__person_ids') }} as person_ids
        on typed.person = person_ids.native_id
)

select * from silver_fitness__sleep_nights_checked
