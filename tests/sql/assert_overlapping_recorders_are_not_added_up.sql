-- A day's steps lie between those of its best recorder and those of all recorders together, and a
-- day that only one recorder saw has exactly its steps; no better total of the day is larger.
-- Tolerance: parts of steps are rounded to whole ones.
{{ config(meta={'dimension': 'uniqueness'}) }}

with recorders as (
    select
        activity_date,
        person_id,
        recorder_rank,
        is_total,
        sum(quantity) as quantity
    from {{ ref('silver_fitness__activity_parts') }}
    where metric = 'step_count'
    group by activity_date, person_id, recorder_rank, is_total
),

bounds as (
    select
        activity_date,
        person_id,
        min_by(quantity, recorder_rank) as best_quantity,
        min(case when is_total and quantity > 0 then struct(recorder_rank, quantity) end).quantity
            as total_quantity,
        sum(quantity) as all_quantity
    from recorders
    group by activity_date, person_id
)

select
    coalesce(days.activity_date, bounds.activity_date) as activity_date,
    coalesce(days.person_id, bounds.person_id) as person_id,
    days.step_source,
    days.step_count,
    bounds.best_quantity,
    bounds.total_quantity,
    bounds.all_quantity
from {{ ref('daily_activity') }} as days
full outer join bounds
    on days.activity_date = bounds.activity_date and days.person_id = bounds.person_id
where
    days.step_count < bounds.best_quantity - 1
    or days.step_count < bounds.total_quantity - 1
    or days.step_count > bounds.all_quantity + 1
    or (days.step_count is null) <> (bounds.person_id is null)
