-- One row per local day and room: time-weighted means over the time that the sensors covered.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['silver_home__sensor_states'],
        'whole_inputs': ['silver_household__rooms'],
        'reach': 1,
    },
) }}

with holds as (
    select * from {{ ref('silver_home__state_holds') }}
),

-- Sensors of one measure in a room are weighed by the time that each covers.
sensor_days as (
    select
        climate_date,
        room_id,
        entity_id,
        measure,
        max(day_seconds) as day_seconds,
        sum(held_seconds) as covered_seconds,
        sum(held_seconds * state_value) as value_seconds,
        sum(case when is_comfortable then held_seconds else 0 end) as comfortable_seconds,
        min(state_value) as lowest_value,
        max(state_value) as highest_value,
        sum(case when starts_here then 1 else 0 end) as count_readings
    from holds
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

daily_room_climate as (
    select
        climate_date,
        room_id,

        {{ of_measure('temperature', 'mean_value', is_mean=true) }} as temperature_celsius_mean,
        {{ of_measure('temperature', 'lowest_value') }} as temperature_celsius_min,
        {{ of_measure('temperature', 'highest_value') }} as temperature_celsius_max,
        {{ of_measure('humidity', 'mean_value', is_mean=true) }} as humidity_percent_mean,
        {{ of_measure('temperature', 'comfort_percent', is_mean=true) }} as comfort_percent,
        coalesce({{ of_measure('temperature', 'covered_percent') }}, 0) as covered_percent,
        sum(count_readings) as count_readings,

        date_format(climate_date, 'yyyy-MM') as event_month
    from measures
    where {{ month_filter("date_format(climate_date,'yyyy-MM')") }}
    group by climate_date, room_id
)

select * from daily_room_climate
