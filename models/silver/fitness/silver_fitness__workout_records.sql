-- One row per workout as any file states it: typed, converted and named.
{{ config(materialized='ephemeral') }}

with stated as (
    select
        'apple_health' as file_kind,
        cast(workout_number as bigint) as workout_number,
        person,
        activity_type,
        cast(null as string) as sub_type,
        source_name as recorder_name,
        duration,
        duration_unit,
        distance,
        distance_unit,
        energy,
        energy_unit,
        cast(null as string) as heart_rate_mean,
        cast(null as string) as heart_rate_max,
        cast(null as string) as power_mean,
        cast(null as string) as ascent,
        started_at,
        ended_at,
        time_zone,
        source_version,
        _source,
        _content_id,
        _record_number,
        event_month
    from ({{ current_records('bronze_apple_health__workouts', reach=1) }}) as health_workouts

    union all

    select
        file_kind,
        cast(workout_number as bigint) as workout_number,
        person,
        coalesce(activity_type, 'unknown') as activity_type,
        sub_type,
        coalesce(device, file_kind) as recorder_name,
        coalesce(timer_seconds, elapsed_seconds) as duration,
        's' as duration_unit,
        distance,
        distance_unit,
        energy,
        energy_unit,
        heart_rate_mean,
        heart_rate_max,
        power_mean,
        ascent,
        started_at,
        ended_at,
        cast(null as string) as time_zone,
        source_version,
        _source,
        _content_id,
        _record_number,
        event_month
    from ({{ current_records('bronze_activity_files__workouts', reach=1) }}) as file_workouts
),

silver_fitness__workout_records as (
    select
        coalesce(person_ids.person_id, concat(stated._source, '_', stated.person)) as person_id,
        stated.recorder_name,
        stated.file_kind,
        stated.workout_number,
        -- TraditionalStrengthTraining of one program is traditional_strength_training of another.
        replace(lower(regexp_replace(stated.activity_type, '([a-z])([A-Z])', '$1 $2')), ' ', '_')
            as activity_type,
        stated.sub_type,
        try_cast(stated.duration as double) * durations.factor as duration_seconds,
        try_cast(stated.distance as double) * distances.factor as distance_meters,
        try_cast(stated.energy as double) * energies.factor as active_energy_kilocalories,
        try_cast(stated.heart_rate_mean as double) as heart_rate_mean_bpm,
        try_cast(stated.heart_rate_max as double) as heart_rate_max_bpm,
        try_cast(stated.power_mean as double) as power_mean_watts,
        try_cast(stated.ascent as double) as ascent_meters,

        try_cast(stated.started_at as timestamp) as started_at,
        try_cast(stated.ended_at as timestamp) as ended_at,
        stated.time_zone,

        stated.source_version,
        stated._source,
        stated._content_id,
        stated._record_number,
        stated.event_month
    from stated
    left join {{ ref('silver_household__person_ids') }} as person_ids
        on stated.person = person_ids.native_id
    left join {{ ref('unit_conversions') }} as durations
        on stated.duration_unit = durations.unit and durations.quantity_kind = 'duration'
    left join {{ ref('unit_conversions') }} as distances
        on stated.distance_unit = distances.unit and distances.quantity_kind = 'distance'
    left join {{ ref('unit_conversions') }} as energies
        on stated.energy_unit = energies.unit and energies.quantity_kind = 'heat'
)

select * from silver_fitness__workout_records
