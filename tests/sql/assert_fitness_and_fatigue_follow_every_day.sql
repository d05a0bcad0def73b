-- Every day from a person's first workout to the as-of date is there, and its load moves fitness by
-- 1/42 and fatigue by 1/7 of its difference from what the day before left.
-- Tolerance: each figure is rounded to six decimals.
{{ config(meta={'dimension': 'completeness'}) }}

with followed as (
    select
        *,
        coalesce(lag(activity_date) over days, date_sub(activity_date, 1)) as date_before,
        coalesce(lag(fitness_load) over days, 0) as fitness_before,
        coalesce(lag(fatigue_load) over days, 0) as fatigue_before,
        max(activity_date) over (partition by person_id) as last_date
    from {{ ref('daily_training_load') }}
    window days as (partition by person_id order by activity_date)
)

select
    activity_date,
    person_id,
    date_before,
    last_date,
    training_load,
    fitness_before,
    fitness_load,
    fatigue_before,
    fatigue_load,
    form_load
from followed
where
    date_before <> date_sub(activity_date, 1)
    or last_date <> {{ as_of_date() }}
    or abs(fitness_load - fitness_before - (training_load - fitness_before) / 42) > 2e-6
    or abs(fatigue_load - fatigue_before - (training_load - fatigue_before) / 7) > 2e-6
    or abs(form_load - fitness_before + fatigue_before) > 2e-6
