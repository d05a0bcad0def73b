-- One row per local day and room indoors: how much water its air holds, and how humid that makes it
-- where a wall is coldest.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with weather as (
    select
        climate.climate_date,
        avg(climate.temperature_celsius_mean) as outside_celsius
    from {{ ref('daily_room_climate') }} as climate
    inner join {{ ref('silver_household__rooms') }} as rooms
        on climate.room_id = rooms.room_id and rooms.is_outside
    group by climate.climate_date
),

-- Source: DIN 4108-2:2013 and ISO 13788:2012: the surface of a corner lies the share f_Rsi of the
-- way from the air outdoors to that of the room; 0.7 is the least that a building may have.
surfaces as (
    select
        climate.climate_date,
        climate.room_id,
        climate.temperature_celsius_mean as celsius,
        climate.humidity_percent_mean as humidity_percent,
        weather.outside_celsius
        + 0.7 * (climate.temperature_celsius_mean - weather.outside_celsius) as corner_celsius,
        climate.event_month
    from {{ ref('daily_room_climate') }} as climate
    left join {{ ref('silver_household__rooms') }} as rooms on climate.room_id = rooms.room_id
    left join weather on climate.climate_date = weather.climate_date
    where not coalesce(rooms.is_outside, false)
),

corners as (
    select
        *,
        humidity_percent * {{ saturation_hectopascals('celsius') }}
        / {{ saturation_hectopascals('corner_celsius') }} as corner_humidity_percent
    from surfaces
),

daily_room_air as (
    select
        climate_date,
        room_id,
        round({{ dew_point_celsius('celsius', 'humidity_percent') }}, 4) as dew_point_celsius,
        -- More than saturates air becomes water on the wall.
        case
            when corner_humidity_percent > 100 then 100e0
            else round(corner_humidity_percent, 4)
        end as corner_humidity_percent,
        event_month
    from corners
)

select * from daily_room_air
