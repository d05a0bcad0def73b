-- One row per summary of a sensor's day as filed: typed, converted, with the reason why it cannot
-- count (null = it fits).
{{ config(materialized='ephemeral') }}

with days as (
    {{ current_records('bronze_profile__climate_days') }}
),

typed as (
    select
        days.*,
        try_cast(days.climate_date as date) as typed_climate_date,
        {%- for part in ['mean', 'min', 'max'] %}
        try_cast(days.temperature_{{ part }} as double) * units.factor + units.offset_value
            as temperature_celsius_{{ part }},
        {%- endfor %}
        coalesce(days.temperature_mean, days.temperature_min, days.temperature_max)
            as any_temperature,
        try_cast(days.humidity_mean as double) as humidity_percent_mean,
        units.target_unit
    from days
    left join {{ ref('unit_conversions') }} as units
        on days.temperature_unit = units.unit and units.quantity_kind = 'temperature'
),

silver_home__climate_days_checked as (
    select
        coalesce(sensors.room_id, concat(typed._source, '_', typed.sensor)) as room_id,

        typed.temperature_celsius_mean,
        typed.temperature_celsius_min,
        typed.temperature_celsius_max,
        typed.humidity_percent_mean,

        typed.typed_climate_date as climate_date,

        case
            when typed.typed_climate_date is null then 'date_invalid'
            when typed.any_temperature is not null and typed.target_unit is null then 'unit_unknown'
            when
                (typed.temperature_mean is not null and typed.temperature_celsius_mean is null)
                or (typed.temperature_min is not null and typed.temperature_celsius_min is null)
                or (typed.temperature_max is not null and typed.temperature_celsius_max is null)
                or (typed.humidity_mean is not null and typed.humidity_percent_mean is null)
                then 'number_invalid'
            when
                least(typed.temperature_celsius_mean, typed.temperature_celsius_min) < -90
                or greatest(typed.temperature_celsius_mean, typed.temperature_celsius_max) > 100
                or typed.temperature_celsius_min > typed.temperature_celsius_max
                or typed.temperature_celsius_mean
                not between typed.temperature_celsius_min and typed.temperature_celsius_max
                or typed.humidity_percent_mean not between 0 and 100
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
    left join {{ ref('silver_household__sensors') }} as sensors
        on typed.sensor = sensors.entity_id
        and {{ holds_on('sensors', 'typed.typed_climate_date') }}
)

select * from silver_home__climate_days_checked
