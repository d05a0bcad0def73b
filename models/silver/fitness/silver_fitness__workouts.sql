-- One row per person and workout, from whichever file tells most of it, with the heart rate that a
-- watch measured meanwhile where the file states none.
{{ config(
    materialized='months',
    meta={
        'month_inputs': [
            'bronze_apple_health__workouts', 'bronze_activity_files__workouts',
            'silver_fitness__measurements',
        ],
        'whole_inputs': [
            'silver_household__people', 'silver_household__homes', 'unit_conversions',
            'recorder_priorities', 'silver_household__source_priorities',
        ],
        'reach': 1,
    },
) }}

with workouts as (
    select * from {{ ref('silver_fitness__distinct_workouts') }}
    where {{ month_filter() }}
),

silver_fitness__workouts as (
    select
        workouts.person_id,
        workouts.recorder_name,
        workouts.file_kind,
        workouts.workout_number,
        workouts.activity_type,
        workouts.sub_type,

        workouts.duration_seconds,
        workouts.distance_meters,
        workouts.active_energy_kilocalories,
        coalesce(workouts.heart_rate_mean_bpm, measured.heart_rate_mean_bpm) as heart_rate_mean_bpm,
        coalesce(workouts.heart_rate_max_bpm, measured.heart_rate_max_bpm) as heart_rate_max_bpm,
        workouts.power_mean_watts,
        workouts.ascent_meters,

        workouts.started_at,
        workouts.ended_at,
        coalesce(workouts.time_zone, people.time_zone, homes.time_zone) as time_zone,

        workouts._source,
        workouts._content_id,
        workouts._record_number,
        workouts.event_month
    from workouts
    left join {{ ref('silver_fitness__workout_heart_rates') }} as measured
        on workouts._content_id = measured._content_id
        and workouts._record_number = measured._record_number
    left join {{ ref('silver_household__homes') }} as homes
        on {{ holds_at('homes', 'workouts.started_at') }}
    left join {{ ref('silver_household__people') }} as people
        on workouts.person_id = people.person_id
        and {{ holds_at('people', 'workouts.started_at') }}
)

select * from silver_fitness__workouts
