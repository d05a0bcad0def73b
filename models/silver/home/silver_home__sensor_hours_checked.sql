-- One row per hour of a sensor in Home Assistant's statistics: typed, converted, with the reason
-- why it cannot count (null = it fits).
{{ config(materialized='ephemeral') }}

with statistics as (
    {{ current_records('bronze_home_assistant__statistics') }}
),

hours as (
    select
        *,
        try_cast(started_at as timestamp) as typed_started_at
    from statistics
    where sum_value is null and delta_value is null
),

placed as (
    select
        hours.*,
        sensors.room_id,
        sensors.measure,
        sensors.time_zone,
        {%- for part in ['mean', 'min', 'max'] %}
        try_cast(hours.{{ part }}_value as double) * units.factor + units.offset_value
            as typed_{{ part }},
        {%- endfor %}
        units.target_unit
    from hours
    left join {{ ref('silver_household__sensors') }} as sensors
        on hours.statistic_id = sensors.entity_id
        and {{ holds_at('sensors', 'hours.typed_started_at') }}
    left join {{ ref('unit_conversions') }} as units
        on sensors.unit = units.unit and sensors.measure = units.quantity_kind
),

silver_home__sensor_hours_checked as (
    select
        statistic_id as entity_id,
        coalesce(room_id, concat(_source, '_', statistic_id)) as room_id,
        measure,

        typed_mean as mean_value,
        coalesce(typed_min, typed_mean) as lowest_value,
        coalesce(typed_max, typed_mean) as highest_value,
        target_unit as unit,

        typed_started_at as started_at,
        time_zone,

        case
            when typed_started_at is null then 'time_invalid'
            when target_unit is null then 'unit_unknown'
            when typed_mean is null then 'number_invalid'
            when typed_min > typed_mean or typed_max < typed_mean then 'value_out_of_range'
            when
                {{ is_beyond_nature(
                    'measure', 'coalesce(typed_min, typed_mean)', 'coalesce(typed_max, typed_mean)'
                ) }}
                then 'value_out_of_range'
        end as reject_reason,
        source_version,
        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from placed
)

select * from silver_home__sensor_hours_checked
