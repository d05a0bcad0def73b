-- One row per local day with an outdoor temperature and commodity that was measured, but water:
-- what was used in which weather.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with weather as (
    select
        climate.climate_date,
        avg(climate.temperature_celsius_mean) as outside_temperature_celsius_mean
    from {{ ref('daily_room_climate') }} as climate
    inner join {{ ref('silver_household__rooms') }} as rooms
        on climate.room_id = rooms.room_id and rooms.is_outside
    where climate.temperature_celsius_mean is not null
    group by climate.climate_date
),

daily_outdoor_use as (
    select
        balance.usage_date,
        balance.commodity,

        balance.unit,
        balance.consumption_quantity as quantity,
        weather.outside_temperature_celsius_mean,

        trunc(balance.usage_date, 'MM') as month_date
    from {{ ref('daily_energy_balance') }} as balance
    inner join weather on balance.usage_date = weather.climate_date
    where balance.consumption_quantity is not null and balance.commodity <> 'water'
)

select * from daily_outdoor_use
