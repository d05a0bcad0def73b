-- One row per person and workout: how hard it was, and how that is known.
with powered as (
    select
        workouts.*,
        powers.normalized_power_watts,
        -- An hour at the threshold that the household states is one, else at the usual share.
        coalesce(
            case
                when workouts.threshold_heart_rate_bpm > workouts.resting_heart_rate_bpm
                    then
                        (workouts.threshold_heart_rate_bpm - workouts.resting_heart_rate_bpm)
                        / (workouts.maximum_heart_rate_bpm - workouts.resting_heart_rate_bpm)
            end,
            workouts.threshold_reserve_share
        ) as threshold_share,
        -- Source: Allen, Coggan and McGregor, Training and Racing with a Power Meter, 2019:
        -- the intensity factor. Half of the workout has to be known.
        case
            when powers.power_seconds >= 0.5 * workouts.seconds
                then powers.normalized_power_watts / workouts.threshold_power_watts
        end as power_intensity
    from {{ ref('silver_fitness__workout_references') }} as workouts
    left join {{ ref('silver_fitness__workout_powers') }} as powers
        on workouts.person_id = powers.person_id
        and workouts.started_at = powers.workout_started_at
        and workouts._content_id = powers._content_id
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
    from powered
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

        case
            when power_intensity is not null then 'power'
            when reserve_share is not null then 'heart_rate'
            else 'kind_of_sport'
        end as load_method,
        round(
            seconds / 36e0 * coalesce(
                power_intensity * power_intensity,
                reserve_share / threshold_share
                * exp(heart_rate_exponent * (reserve_share - threshold_share)),
                usual_intensity * usual_intensity
            ),
            6
        ) as training_load,

        cast(seconds as double) as duration_seconds,
        heart_rate_mean_bpm,
        resting_heart_rate_bpm,
        maximum_heart_rate_bpm,
        threshold_heart_rate_bpm,
        normalized_power_watts,
        threshold_power_watts,

        _content_id,
        _record_number
    from shares
)

select * from silver_fitness__workout_loads
