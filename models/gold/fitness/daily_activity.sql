-- One row per local day and person: each figure from the recorder of highest priority that has one.
with days as (
    select
        days.*,
        coalesce(priorities.priority, 5) as priority
    from {{ ref('silver_fitness__activity_days') }} as days
    left join {{ ref('recorder_priorities') }} as priorities on days.device = priorities.device
),

chosen as (
    select
        activity_date,
        person_id,
        {{ first_by_priority('step_count') }} as steps,
        {{ first_by_priority('distance_meters') }} as distance,
        {{ first_by_priority('active_energy_kilocalories') }} as energy
    from days
    group by activity_date, person_id
),

daily_activity as (
    select
        activity_date,
        person_id,

        steps.step_count as step_count,
        distance.distance_meters as distance_meters,
        energy.active_energy_kilocalories as active_energy_kilocalories,
        steps.source_name as step_source
    from chosen
)

select * from daily_activity
