-- A day's steps are those of the source that it names, and no recorder's day is left out.
select
    coalesce(days.activity_date, recorders.activity_date) as activity_date,
    coalesce(days.person_id, recorders.person_id) as person_id,
    days.step_source,
    days.step_count,
    recorders.source_name,
    recorders.step_count as step_count_of_source
from {{ ref('daily_activity') }} as days
full outer join {{ ref('silver_fitness__activity_days') }} as recorders
    on days.activity_date = recorders.activity_date
    and days.person_id = recorders.person_id
where
    days.person_id is null
    or recorders.person_id is null
    or (days.step_source = recorders.source_name and not days.step_count <=> recorders.step_count)
    or (days.step_count is null and recorders.step_count is not null)
