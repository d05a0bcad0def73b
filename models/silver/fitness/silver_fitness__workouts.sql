-- One row per person, recorder and workout.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_apple_health__workouts'],
        'whole_inputs': ['silver_household__people', 'unit_conversions'],
    },
) }}

with workouts as (
    select
        records.*,
        coalesce(person_ids.person_id, concat(records._source, '_', records.person)) as person_id
    from ({{ current_records('bronze_apple_health__workouts') }}) as records
    left join {{ ref('silver_household__person_ids') }} as person_ids
        on records.person = person_ids.native_id
),

winners as (
    {{ winning_records(
        'workouts', ['person_id', 'activity_type', 'source_name', 'started_at', 'ended_at']
    ) }}
),

silver_fitness__workouts as (
    select
        winners.person_id,
        winners.source_name as recorder_name,
        winners.activity_type,

        try_cast(winners.duration as double) * durations.factor as duration_seconds,
        try_cast(winners.distance as double) * distances.factor as distance_meters,
        try_cast(winners.energy as double) * energies.factor as active_energy_kilocalories,

        try_cast(winners.started_at as timestamp) as started_at,
        try_cast(winners.ended_at as timestamp) as ended_at,

        winners._source,
        winners._content_id,
        winners._record_number,
        winners.event_month
    from winners
    left join {{ ref('unit_conversions') }} as durations
        on winners.duration_unit = durations.unit and durations.quantity_kind = 'duration'
    left join {{ ref('unit_conversions') }} as distances
        on winners.distance_unit = distances.unit and distances.quantity_kind = 'distance'
    left join {{ ref('unit_conversions') }} as energies
        on winners.energy_unit = energies.unit and energies.quantity_kind = 'heat'
)

select * from silver_fitness__workouts
