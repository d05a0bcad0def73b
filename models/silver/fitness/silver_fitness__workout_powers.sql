-- One row per workout whose file tells power, of people whose threshold is known: how hard it was
-- as an even effort.
{{ config(materialized='ephemeral') }}

with samples as (
    select
        samples.person_id,
        samples.workout_started_at,
        samples._content_id,
        samples.power_watts,
        unix_seconds(samples.recorded_at) as at_second
    from {{ ref('silver_fitness__workout_samples') }} as samples
    left semi join {{ ref('silver_household__people') }} as people
        on samples.person_id = people.person_id
        and people.threshold_cycling_power_watts is not null
    where samples.power_watts is not null
),

-- Source: Allen, Coggan and McGregor, Training and Racing with a Power Meter, 2019: the fourth root
-- of the mean fourth power of what 30 seconds have in the mean.
smoothed as (
    select
        person_id,
        workout_started_at,
        _content_id,
        avg(power_watts) over (
            partition by person_id, workout_started_at, _content_id
            order by at_second range between 29 preceding and current row
        ) as watts,
        -- A sample holds until the next one, but not over a pause.
        least(
            coalesce(
                lead(at_second) over (
                    partition by person_id, workout_started_at, _content_id order by at_second
                ) - at_second,
                1
            ),
            30
        ) as seconds
    from samples
),

silver_fitness__workout_powers as (
    select
        person_id,
        workout_started_at,
        _content_id,

        round(pow(sum(pow(watts, 4) * seconds) / sum(seconds), 0.25), 6) as normalized_power_watts,
        sum(seconds) as power_seconds
    from smoothed
    group by person_id, workout_started_at, _content_id
    having sum(seconds) > 0
)

select * from silver_fitness__workout_powers
