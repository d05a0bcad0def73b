-- One row per room: its comfort band, the household's own or the default.
with rooms as (
    {{ current_records('bronze_household__rooms') }}
),

silver_household__rooms as (
    select
        rooms.room_id,
        coalesce(rooms.name, rooms.room_id) as room_name,

        coalesce(
            try_cast(rooms.comfort_temperature_celsius_from as double), defaults.lower_limit
        ) as comfort_temperature_celsius_from,
        coalesce(
            try_cast(rooms.comfort_temperature_celsius_to as double), defaults.upper_limit
        ) as comfort_temperature_celsius_to,
        coalesce(rooms.is_outside = 'true', false) as is_outside,

        rooms._content_id,
        rooms._record_number
    from rooms
    left join {{ ref('comfort_bands') }} as defaults
        on defaults.measure = 'temperature_celsius'
)

select * from silver_household__rooms
