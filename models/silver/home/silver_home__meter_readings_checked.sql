-- One row per meter reading as filed: typed, converted, with the reason why it cannot count (null =
-- it fits).
{{ config(materialized='ephemeral') }}

with filed as (
    {{ current_records('bronze_profile__meter_readings') }}
),

profiled as (
    select
        meter,
        commodity,
        flow,
        register,
        reading,

        quantity,
        cast(1 as double) as scale,
        unit,

        try_cast(started_at as timestamp) as started_at,
        try_cast(ended_at as timestamp) as ended_at,
        coalesce(is_time_zone_assumed = 'true', false) as is_time_zone_assumed,

        source_version,
        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from filed
),

readings as (
    select * from profiled
    union all
    select * from {{ ref('silver_home__green_button_readings') }}
    union all
    select * from {{ ref('silver_home__statistic_readings') }}
),

typed as (
    select
        readings.*,
        try_cast(readings.quantity as double) * readings.scale * units.factor as typed_quantity,
        units.target_unit
    from readings
    left join {{ ref('unit_conversions') }} as units
        on readings.unit = units.unit and units.quantity_kind in ('energy', 'volume')
),

silver_home__meter_readings_checked as (
    select
        coalesce(meters.meter_id, concat(typed._source, '_', typed.meter)) as meter_id,
        coalesce(typed.commodity, meters.commodity) as commodity,
        typed.flow,
        coalesce(typed.register, '') as register_id,
        typed.meter as native_id,
        coalesce(typed.reading = 'cumulative', false) as is_cumulative,

        typed.typed_quantity as quantity,
        typed.target_unit as unit,

        typed.started_at,
        typed.ended_at,
        coalesce(meters.time_zone, homes.time_zone) as time_zone,
        typed.is_time_zone_assumed,

        case
            when typed.flow is null then 'flow_not_single'
            when typed.reading is null then 'not_an_amount'
            when typed.started_at is null or typed.ended_at is null then 'time_invalid'
            when
                typed.reading = 'interval' and typed.ended_at <= typed.started_at
                then 'interval_empty'
            when coalesce(typed.commodity, meters.commodity) is null then 'commodity_unknown'
            when typed.target_unit is null then 'unit_unknown'
            when typed.typed_quantity is null then 'number_invalid'
            when typed.typed_quantity < 0 then 'quantity_negative'
        end as reject_reason,
        typed.source_version,
        typed._source,
        typed._content_id,
        typed._record_number,
        typed._line_number,
        typed._member,
        typed.event_month
    from typed
    left join {{ ref('silver_household__homes') }} as homes
        on {{ holds_at('homes', 'typed.started_at') }}
    left join {{ ref('silver_household__meters') }} as meters
        on typed.meter = meters.native_id
        and {{ holds_at('meters', 'typed.started_at') }}
)

select * from silver_home__meter_readings_checked
