-- One row per room: its comfort bands, the household's own or the defaults.
with rooms as (
    {{ current_records('bronze_household__rooms') }}
),

silver_household__rooms as (
    select
        rooms.room_id,
        coalesce(rooms.name, rooms.room_id) as room_name,

        coalesce(
            try_cast(rooms.comfort_temperature_celsius_from as double), temperatures.lower_limit
        ) as comfort_temperature_celsius_from,
        coalesce(
            try_cast(rooms.comfort_temperature_celsius_to as double), temperatures.upper_limit
        ) as comfort_temperature_celsius_to,
        coalesce(
            try_cast(rooms.comfort_humidity_percent_from as double), humidities.lower_limit
        ) as comfort_humidity_percent_from,
        coalesce(
            try_cast(rooms.comfort_humidity_percent_to as double), humidities.upper_limit
        ) as comfort_humidity_percent_to,
        coalesce(rooms.is_outside = 'true', false) as is_outside,

        rooms._content_id,
        rooms._record_number
    from rooms
    left join {{ ref('comfort_bands') }} as temperatures
        on temperatures.measure = 'temperature_celsius'
    left join {{ ref('comfort_bands') }} as humidities
        on humidities.measure = 'humidity_percent'
)

select * from silver_household__rooms
