-- One row per meter reading as filed: typed, converted, with the reason why it cannot count (null =
-- it fits).
{{ config(materialized='ephemeral') }}

with readings as (
    {{ current_records('bronze_profile__meter_readings') }}
),

typed as (
    select
        readings.*,
        try_cast(readings.started_at as timestamp) as typed_started_at,
        try_cast(readings.ended_at as timestamp) as typed_ended_at,
        try_cast(readings.quantity as double) * units.factor as typed_quantity,
        units.target_unit
    from readings
    left join {{ ref('unit_conversions') }} as units
        on readings.unit = units.unit and units.quantity_kind in ('energy', 'volume')
),

silver_home__meter_readings_checked as (
    select
        coalesce(meters.meter_id, concat(typed._source, '_', typed.meter)) as meter_id,
        typed.commodity,
        typed.flow,
        coalesce(typed.register, '') as register_id,
        typed.reading = 'cumulative' as is_cumulative,

        typed.typed_quantity as quantity,
        typed.target_unit as unit,

        typed.typed_started_at as started_at,
        typed.typed_ended_at as ended_at,
        coalesce(meters.time_zone, homes.time_zone) as time_zone,
        coalesce(typed.is_time_zone_assumed = 'true', false) as is_time_zone_assumed,

        case
            when typed.typed_started_at is null or typed.typed_ended_at is null then 'time_invalid'
            when
                typed.reading = 'interval' and typed.typed_ended_at <= typed.typed_started_at
                then 'interval_empty'
            when typed.target_unit is null then 'unit_unknown'
            when typed.typed_quantity is null then 'number_invalid'
            when typed.typed_quantity < 0 then 'quantity_negative'
        end as reject_reason,
        typed.source_version,
        typed._source,
        typed._content_id,
        typed._record_number,
        typed._line_number,
        typed.event_month
    from typed
    left join {{ ref('silver_household__homes') }} as homes
        on {{ holds_at('homes', 'typed.typed_started_at') }}
    left join {{ ref('silver_household__meters') }} as meters
        on typed.meter = meters.native_id
        and {{ holds_at('meters', 'typed.typed_started_at') }}
)

select * from silver_home__meter_readings_checked
