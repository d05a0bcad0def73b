-- One row per local day and room: time-weighted means over the time that the sensors covered.
{{ config(
    materialized='months',
    meta={
        'month_inputs':
            ['silver_home__sensor_states', 'silver_home__sensor_hours', 'silver_home__climate_days'],
        'whole_inputs': ['silver_household__rooms'], 'reach': 1,
    },
) }}

-- Sensors of one measure in a room are weighed by the time that each covers.
with sensor_days as (
    select
        climate_date,
        room_id,
        entity_id,
        measure,
        max(day_seconds) as day_seconds,
        sum(held_seconds) as covered_seconds,
        sum(held_seconds * state_value) as value_seconds,
        sum(case when is_comfortable then held_seconds else 0 end) as comfortable_seconds,
        min(lowest_value) as lowest_value,
        max(highest_value) as highest_value,
        sum(case when starts_here then 1 else 0 end) as count_readings
    from {{ ref('silver_home__state_holds') }}
    group by climate_date, room_id, entity_id, measure
),

measures as (
    select
        climate_date,
        room_id,
        measure,
        -- Rounded below any sensor's resolution: the last bits of a sum depend on its order.
        round(max(covered_seconds) / max(day_seconds) * 100, 9) as covered_percent,
        round(sum(value_seconds) / sum(covered_seconds), 9) as mean_value,
        round(sum(comfortable_seconds) / sum(covered_seconds) * 100, 9) as comfort_percent,
        min(lowest_value) as lowest_value,
        max(highest_value) as highest_value,
        sum(count_readings) as count_readings
    from sensor_days
    group by climate_date, room_id, measure
),

rooms as (
    select
        climate_date,
        room_id,

        {{ of_measure('temperature', 'mean_value', is_mean=true) }} as temperature_celsius_mean,
        {{ of_measure('temperature', 'lowest_value') }} as temperature_celsius_min,
        {{ of_measure('temperature', 'highest_value') }} as temperature_celsius_max,
        {{ of_measure('humidity', 'mean_value', is_mean=true) }} as humidity_percent_mean,
        {{ of_measure('temperature', 'comfort_percent', is_mean=true) }} as comfort_percent,
        coalesce({{ of_measure('temperature', 'covered_percent') }}, 0) as covered_percent,
        sum(count_readings) as count_readings
    from measures
    where {{ month_filter("date_format(climate_date,'yyyy-MM')") }}
    group by climate_date, room_id
),

-- A day that the device summed up itself counts where no state of a sensor tells more.
summaries as (
    select
        days.climate_date,
        days.room_id,
        round(days.temperature_celsius_mean, 9) as temperature_celsius_mean,
        round(days.temperature_celsius_min, 9) as temperature_celsius_min,
        round(days.temperature_celsius_max, 9) as temperature_celsius_max,
        days.humidity_percent_mean,
        cast(null as double) as comfort_percent,
        cast(100 as double) as covered_percent,
        cast(0 as bigint) as count_readings
    from {{ ref('silver_home__climate_days') }} as days
    left join rooms on days.climate_date = rooms.climate_date and days.room_id = rooms.room_id
    where {{ month_filter('days.event_month') }} and rooms.room_id is null
),

daily_room_climate as (
    select
        climate_date,
        room_id,

        temperature_celsius_mean,
        temperature_celsius_min,
        temperature_celsius_max,
        humidity_percent_mean,
        comfort_percent,
        covered_percent,
        count_readings,

        date_format(climate_date, 'yyyy-MM') as event_month
    from (
        select * from rooms
        union all
        select * from summaries
    ) as days
)

select * from daily_room_climate
