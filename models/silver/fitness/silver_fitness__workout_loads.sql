-- One row per person and workout: how hard it was, and how that is known.
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

measured as (
    select
        workouts.*,
        coalesce(rests.resting_bpm, defaults.resting_heart_rate_bpm) as resting_heart_rate_bpm,
        greatest(workouts.highest_bpm, defaults.maximum_heart_rate_bpm) as maximum_heart_rate_bpm,
        coalesce(intensities.metabolic_equivalents, defaults.usual_metabolic_equivalents)
        / defaults.threshold_metabolic_equivalents as usual_intensity,
        defaults.threshold_reserve_share,
        defaults.heart_rate_exponent
    from workouts
    inner join rests
        on workouts.person_id = rests.person_id and workouts.activity_date = rests.day_date
    left join {{ ref('activity_intensities') }} as intensities
        on workouts.activity_type = intensities.activity_type
    cross join {{ ref('training_load_defaults') }} as defaults
),

shares as (
    select
        *,
        case
            when heart_rate_mean_bpm > maximum_heart_rate_bpm then 1e0
            when heart_rate_mean_bpm > resting_heart_rate_bpm
                then
                    (heart_rate_mean_bpm - resting_heart_rate_bpm)
                    / (maximum_heart_rate_bpm - resting_heart_rate_bpm)
        end as reserve_share
    from measured
),

silver_fitness__workout_loads as (
    select
        person_id,
        started_at,
        ended_at,
        recorder_name,
        file_kind,
        activity_type,
        activity_date,

        case when reserve_share is null then 'kind_of_sport' else 'heart_rate' end as load_method,
        round(
            seconds / 36e0 * coalesce(
                reserve_share / threshold_reserve_share
                * exp(heart_rate_exponent * (reserve_share - threshold_reserve_share)),
                usual_intensity * usual_intensity
            ),
            6
        ) as training_load,

        cast(seconds as double) as duration_seconds,
        heart_rate_mean_bpm,
        resting_heart_rate_bpm,
        maximum_heart_rate_bpm,

        _content_id,
        _record_number
    from shares
)

select * from silver_fitness__workout_loads
