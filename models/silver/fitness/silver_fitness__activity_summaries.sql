-- One row per person and local day: the activity rings as the watch itself sums them up.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_apple_health__activity_summaries'],
        'whole_inputs': ['silver_household__people', 'unit_conversions'],
    },
) }}

with summaries as (
    select
        records.*,
        coalesce(person_ids.person_id, concat(records._source, '_', records.person)) as person_id
    from ({{ current_records('bronze_apple_health__activity_summaries') }}) as records
    left join {{ ref('silver_household__person_ids') }} as person_ids
        on records.person = person_ids.native_id
),

winners as (
    {{ winning_records('summaries', ['activity_date'], within=['person_id']) }}
),

silver_fitness__activity_summaries as (
    select
        try_cast(winners.activity_date as date) as activity_date,
        winners.person_id,

        try_cast(winners.active_energy as double) * units.factor as active_energy_kilocalories,
        try_cast(winners.active_energy_goal as double) * units.factor
            as active_energy_goal_kilocalories,
        try_cast(winners.exercise_minutes as double) * 60 as exercise_seconds,
        try_cast(winners.exercise_minutes_goal as double) * 60 as exercise_goal_seconds,
        try_cast(winners.stand_hours as bigint) as count_stand_hours,
        try_cast(winners.stand_hours_goal as bigint) as count_stand_hours_goal,

        winners._source,
        winners._content_id,
        winners._record_number,
        winners.event_month
    from winners
    left join {{ ref('unit_conversions') }} as units
        on winners.active_energy_unit = units.unit and units.quantity_kind = 'heat'
)

select * from silver_fitness__activity_summaries
