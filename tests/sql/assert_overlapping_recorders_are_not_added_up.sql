-- A day's steps lie between those of its best recorder and those of all recorders together, and a
-- day that only one recorder saw has exactly its steps. Tolerance: parts of steps are rounded to
-- whole ones.
with recorders as (
    select
        activity_date,
        person_id,
        recorder_name,
        min(recorder_rank) as recorder_rank,
        sum(quantity) as quantity
    from {{ ref('silver_fitness__activity_parts') }}
    where metric = 'step_count'
    group by activity_date, person_id, recorder_name
),

bounds as (
    select
        activity_date,
        person_id,
        min_by(quantity, recorder_rank) as best_quantity,
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
    bounds.all_quantity
from {{ ref('daily_activity') }} as days
full outer join bounds
    on days.activity_date = bounds.activity_date and days.person_id = bounds.person_id
where
    days.step_count < bounds.best_quantity - 1
    or days.step_count > bounds.all_quantity + 1
    or (days.step_count is null) <> (bounds.person_id is null)
