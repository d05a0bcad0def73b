-- One row per workout that counts and time at which its file measured something.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_activity_files__samples', 'silver_fitness__workouts'],
        'reach': 1,
    },
) }}

with samples as (
    select
        _content_id,
        cast(workout_number as bigint) as workout_number,
        try_cast(recorded_at as timestamp) as recorded_at,
        try_cast(latitude as double) as latitude_degrees,
        try_cast(longitude as double) as longitude_degrees,
        try_cast(altitude as double) as altitude_meters,
        try_cast(heart_rate as double) as heart_rate_bpm,
        try_cast(cadence as double) as cadence_per_minute,
        try_cast(speed as double) as speed_meters_per_second,
        try_cast(power as double) as power_watts,
        try_cast(temperature as double) as temperature_celsius,
        try_cast(distance as double) as distance_meters,
        _record_number,
        event_month
    from ({{ current_records('bronze_activity_files__samples') }}) as records
),

-- A value that no body and no place can have is a sensor's way to say that it has none.
possible as (
    select
        *,
        latitude_degrees between -90 and 90 and longitude_degrees between -180 and 180 as is_place,
        heart_rate_bpm between 20 and 250 as is_heart_rate,
        power_watts between 0 and 3000 as is_power,
        speed_meters_per_second between 0 and 150 as is_speed
    from samples
),

-- Some devices write two messages for one second, each with a part of what they measured.
joined as (
    select
        _content_id,
        workout_number,
        recorded_at,
        max(case when is_place then latitude_degrees end) as latitude_degrees,
        max(case when is_place then longitude_degrees end) as longitude_degrees,
        max(altitude_meters) as altitude_meters,
        max(case when is_heart_rate then heart_rate_bpm end) as heart_rate_bpm,
        max(cadence_per_minute) as cadence_per_minute,
        max(case when is_speed then speed_meters_per_second end) as speed_meters_per_second,
        max(case when is_power then power_watts end) as power_watts,
        max(temperature_celsius) as temperature_celsius,
        max(distance_meters) as distance_meters,
        max(_record_number) as _record_number,
        max(event_month) as event_month
    from possible
    group by _content_id, workout_number, recorded_at
),

silver_fitness__workout_samples as (
    select
        workouts.person_id,
        workouts.started_at as workout_started_at,
        joined.recorded_at,

        joined.latitude_degrees,
        joined.longitude_degrees,
        joined.altitude_meters,
        joined.heart_rate_bpm,
        joined.cadence_per_minute,
        joined.speed_meters_per_second,
        joined.power_watts,
        joined.temperature_celsius,
        joined.distance_meters,

        workouts._source,
        joined._content_id,
        joined._record_number,
        joined.event_month
    from joined
    inner join {{ ref('silver_fitness__workouts') }} as workouts
        on joined._content_id = workouts._content_id
        and joined.workout_number = workouts.workout_number
    where {{ month_filter('workouts.event_month', reach=1) }}
)

select * from silver_fitness__workout_samples
