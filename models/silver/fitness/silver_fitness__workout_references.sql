-- One row per person and workout: what its effort is measured against, as of its day.
{{ config(materialized='ephemeral') }}

with workouts as (
    select
        *,
        to_date(from_utc_timestamp(started_at, time_zone)) as activity_date,
        coalesce(duration_seconds, unix_seconds(ended_at) - unix_seconds(started_at)) as seconds,
        max(case when heart_rate_max_bpm between 100 and 220 then heart_rate_max_bpm end) over (
            partition by person_id
        ) as highest_bpm
    from {{ ref('silver_fitness__workouts') }}
),

days as (
    select
        person_id,
        body_date as day_date,
        quantity as resting_bpm
    from {{ ref('silver_fitness__body_days') }}
    where metric = 'resting_heart_rate_bpm'
    union all
    select
        person_id,
        activity_date as day_date,
        cast(null as double) as resting_bpm
    from workouts
),

-- How low the heart beats at rest changes over weeks, with how fit the person is.
rests as (
    select distinct
        person_id,
        day_date,
        avg(resting_bpm) over (
            partition by person_id
            order by datediff(day_date, cast('1970-01-01' as date)) range 42 preceding
        ) as resting_bpm
    from days
),

silver_fitness__workout_references as (
    select
        workouts.person_id,
        workouts.started_at,
        workouts.ended_at,
        workouts.recorder_name,
        workouts.file_kind,
        workouts.activity_type,
        workouts.activity_date,

        workouts.seconds,
        workouts.heart_rate_mean_bpm,
        coalesce(rests.resting_bpm, defaults.resting_heart_rate_bpm) as resting_heart_rate_bpm,
        greatest(
            workouts.highest_bpm, defaults.maximum_heart_rate_bpm, people.threshold_heart_rate_bpm
        ) as maximum_heart_rate_bpm,
        people.threshold_heart_rate_bpm,
        case
            when workouts.activity_type in ('cycling', 'biking')
                then people.threshold_cycling_power_watts
        end as threshold_power_watts,
        coalesce(intensities.metabolic_equivalents, defaults.usual_metabolic_equivalents)
        / defaults.threshold_metabolic_equivalents as usual_intensity,
        defaults.threshold_reserve_share,
        defaults.heart_rate_exponent,

        workouts._content_id,
        workouts._record_number
    from workouts
    inner join rests
        on workouts.person_id = rests.person_id and workouts.activity_date = rests.day_date
    left join {{ ref('activity_intensities') }} as intensities
        on workouts.activity_type = intensities.activity_type
    left join {{ ref('silver_household__people') }} as people
        on workouts.person_id = people.person_id
        and {{ holds_on('people', 'workouts.activity_date') }}
    cross join {{ ref('training_load_defaults') }} as defaults
)

select * from silver_fitness__workout_references
