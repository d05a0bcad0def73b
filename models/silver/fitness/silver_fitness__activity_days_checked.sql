-- One row per activity day as filed: typed, converted, with the reason why it cannot count (null =
-- it fits).
{{ config(materialized='ephemeral') }}

with days as (
    {{ current_records('bronze_profile__activity_days') }}
),

silver_fitness__activity_days_checked as (
    select
        coalesce(person_ids.person_id, concat(days._source, '_', days.person)) as person_id,
        coalesce(days.device, 'other') as device,

        try_cast(days.step_count as bigint) as step_count,
        try_cast(days.distance as double) * distances.factor as distance_meters,
        try_cast(days.active_energy as double) * energies.factor as active_energy_kilocalories,

        try_cast(days.activity_date as date) as activity_date,

        case
            when try_cast(days.activity_date as date) is null then 'date_invalid'
            when
                (days.step_count is not null and try_cast(days.step_count as bigint) is null)
                or (days.distance is not null and try_cast(days.distance as double) is null)
                or (
                    days.active_energy is not null
                    and try_cast(days.active_energy as double) is null
                )
                then 'number_invalid'
            when
                try_cast(days.step_count as bigint) < 0
                or try_cast(days.distance as double) < 0
                or try_cast(days.active_energy as double) < 0
                then 'quantity_negative'
            when days.distance is not null and distances.unit is null then 'unit_unknown'
            when days.active_energy is not null and energies.unit is null then 'unit_unknown'
        end as reject_reason,
        days.source_version,
        days._source,
        days._content_id,
        days._record_number,
        days._line_number,
        days._member,
        days.event_month
    from days
    left join {{ ref('silver_household__person_ids') }} as person_ids
        on days.person = person_ids.native_id
    left join {{ ref('unit_conversions') }} as distances
        on days.distance_unit = distances.unit and distances.quantity_kind = 'distance'
    left join {{ ref('unit_conversions') }} as energies
        on days.active_energy_unit = energies.unit and energies.quantity_kind = 'heat'
)

select * from silver_fitness__activity_days_checked
