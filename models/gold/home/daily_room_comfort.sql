-- One row per local day and room indoors: how far and for how long it left its comfort band, and
-- how humid its air is where a wall is coldest.
{{ config(
    materialized='months',
    meta={
        'month_inputs':
            ['silver_home__sensor_states', 'silver_home__sensor_hours', 'daily_room_climate'],
        'whole_inputs': ['silver_household__rooms'], 'reach': 1,
    },
) }}

with sensor_days as (
    select
        holds.climate_date,
        holds.room_id,
        holds.entity_id,
        holds.measure,
        sum(holds.held_seconds) / 3600 as covered_hours,
        sum(
            case
                when holds.state_value > rooms.comfort_temperature_celsius_to
                    then
                        (holds.state_value - rooms.comfort_temperature_celsius_to)
                        * holds.held_seconds
                else 0
            end
        ) / 3600 as warm_degree_hours,
        sum(
            case
                when holds.state_value < rooms.comfort_temperature_celsius_from
                    then
                        (rooms.comfort_temperature_celsius_from - holds.state_value)
                        * holds.held_seconds
                else 0
            end
        ) / 3600 as cold_degree_hours,
        sum(
            case
                when holds.state_value > rooms.comfort_humidity_percent_to then holds.held_seconds
                else 0
            end
        ) / 3600 as damp_hours
    from {{ ref('silver_home__state_holds') }} as holds
    inner join {{ ref('silver_household__rooms') }} as rooms on holds.room_id = rooms.room_id
    group by holds.climate_date, holds.room_id, holds.entity_id, holds.measure
),

-- Of several sensors of one measure each counts as much as it covers, for the hours that the best
-- one covers; hours that none covers count nowhere.
measures as (
    select
        climate_date,
        room_id,
        measure,
        max(covered_hours) as covered_hours,
        sum(warm_degree_hours) / sum(covered_hours) * max(covered_hours) as warm_degree_hours,
        sum(cold_degree_hours) / sum(covered_hours) * max(covered_hours) as cold_degree_hours,
        sum(damp_hours) / sum(covered_hours) * max(covered_hours) as damp_hours
    from sensor_days
    where covered_hours > 0
    group by climate_date, room_id, measure
),

excesses as (
    select
        climate_date,
        room_id,
        {{ of_measure('temperature', 'covered_hours') }} as temperature_covered_hours,
        {{ of_measure('temperature', 'warm_degree_hours') }} as warm_degree_hours,
        {{ of_measure('temperature', 'cold_degree_hours') }} as cold_degree_hours,
        {{ of_measure('humidity', 'covered_hours') }} as humidity_covered_hours,
        {{ of_measure('humidity', 'damp_hours') }} as damp_hours
    from measures
    group by climate_date, room_id
),

-- Rounded below what any sensor tells: the last digits of a sum depend on its order.
daily_room_comfort as (
    select
        air.climate_date,
        air.room_id,

        round(excesses.warm_degree_hours, 4) as warm_degree_hours,
        round(excesses.cold_degree_hours, 4) as cold_degree_hours,
        round(coalesce(excesses.temperature_covered_hours, 0), 4) as temperature_covered_hours,
        round(excesses.damp_hours, 4) as damp_hours,
        round(coalesce(excesses.humidity_covered_hours, 0), 4) as humidity_covered_hours,
        air.dew_point_celsius,
        air.corner_humidity_percent,

        air.event_month
    from {{ ref('daily_room_air') }} as air
    left join excesses
        on air.climate_date = excesses.climate_date and air.room_id = excesses.room_id
    where {{ month_filter('air.event_month') }}
)

select * from daily_room_comfort
