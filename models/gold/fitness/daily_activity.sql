-- One row per local day and person: each piece of the day from the recorder of highest priority
-- that covers it.
{{ config(
    materialized='months',
    meta={
        'month_inputs': [
            'silver_fitness__activity_intervals',
            'silver_fitness__monitoring_intervals',
            'silver_fitness__activity_days',
        ],
        'whole_inputs': [
            'silver_household__people', 'silver_household__homes', 'recorder_priorities',
            'silver_household__source_priorities',
        ],
        'reach': 1,
    },
) }}

with recorded as (
    select
        activity_date,
        person_id,
        metric,
        recorder_name,
        -- Rounded below what any recorder counts: the last bits of a sum depend on its order.
        round(sum(quantity), 6) as quantity
    from {{ ref('silver_fitness__activity_shares') }}
    where {{ month_filter("date_format(activity_date,'yyyy-MM')") }}
    group by activity_date, person_id, metric, recorder_name
),

days as (
    select
        activity_date,
        person_id,
        sum(case when metric = 'step_count' then quantity end) as steps,
        sum(case when metric = 'distance_meters' then quantity end) as distance,
        sum(case when metric = 'active_energy_kilocalories' then quantity end) as energy,
        min(case when metric = 'step_count' then struct(0 - quantity, recorder_name) end)
            as most_steps
    from recorded
    group by activity_date, person_id
),

daily_activity as (
    select
        activity_date,
        person_id,

        cast(round(steps) as bigint) as step_count,
        round(distance, 6) as distance_meters,
        round(energy, 6) as active_energy_kilocalories,
        most_steps.recorder_name as step_source,

        date_format(activity_date, 'yyyy-MM') as event_month
    from days
)

select * from daily_activity
