-- One row per local day and person, from the first workout to the as-of date: what it took, and
-- what of all days before is left as fitness and as fatigue.
with loads as (
    select
        activity_date,
        person_id,
        sum(training_load) as training_load,
        count(*) as count_workouts,
        count(case when load_method = 'kind_of_sport' then 1 end) as count_assumed_workouts
    from {{ ref('silver_fitness__workout_loads') }}
    where activity_date <= {{ as_of_date() }}
    group by activity_date, person_id
),

people as (
    select
        person_id,
        min(activity_date) as first_date
    from loads
    group by person_id
),

days as (
    select
        person_id,
        first_date,
        explode(sequence(first_date, {{ as_of_date() }})) as activity_date
    from people
),

filled as (
    select
        days.activity_date,
        days.person_id,
        days.first_date,
        coalesce(loads.training_load, 0e0) as training_load,
        coalesce(loads.count_workouts, 0) as count_workouts,
        coalesce(loads.count_assumed_workouts, 0) as count_assumed_workouts
    from days
    left join loads
        on days.activity_date = loads.activity_date and days.person_id = loads.person_id
),

spans as (
    {{ in_two_spans('filled', 'activity_date') }}
),

-- A day's load enters by 1/42 or 1/7, and each day that passes takes as large a part away.
averaged as (
    select
        *,
        {{ decayed_sum('training_load', '(41e0 / 42)', 'person_id') }} / 42 as fitness,
        {{ decayed_sum('training_load', '(6e0 / 7)', 'person_id') }} / 7 as fatigue
    from spans
),

counted as (
    select
        *,
        lag(fitness - fatigue) over (partition by person_id order by activity_date) as form
    from averaged
    where span_position >= 0
),

daily_training_load as (
    select
        activity_date,
        person_id,

        training_load,
        round(fitness, 6) as fitness_load,
        round(fatigue, 6) as fatigue_load,
        round(coalesce(form, 0e0), 6) as form_load,

        count_workouts,
        count_assumed_workouts,
        activity_date < date_add(first_date, 42) as is_building_up
    from counted
)

select * from daily_training_load
