-- A room that was in its comfort band all day has no degree hours; one that was not has some.
-- Tolerance: both are rounded, so nothing is asked of a room that left it for a few seconds.
select
    climate.climate_date,
    climate.room_id,
    climate.comfort_percent,
    comfort.warm_degree_hours,
    comfort.cold_degree_hours
from {{ ref('daily_room_climate') }} as climate
left join {{ ref('daily_room_comfort') }} as comfort
    on climate.climate_date = comfort.climate_date and climate.room_id = comfort.room_id
left join {{ ref('silver_household__rooms') }} as rooms on climate.room_id = rooms.room_id
where
    climate.comfort_percent is not null
    -- Outdoors there is nothing to heat.
    and not coalesce(rooms.is_outside, false)
    and (
        (climate.comfort_percent >= 99.999999)
        and (comfort.warm_degree_hours + comfort.cold_degree_hours) > 0.001
        or climate.comfort_percent < 99.99
        and not coalesce(comfort.warm_degree_hours + comfort.cold_degree_hours > 0, false)
    )
