-- One row per person, watch, activity, metric and time: what the watch's counter of the day shows.
{{ config(materialized='ephemeral') }}

with records as (
    {{ current_records('bronze_activity_files__monitoring', reach=1) }}
),

typed as (
    select
        coalesce(person_ids.person_id, concat(records._source, '_', records.person)) as person_id,
        coalesce(records.device, records._source) as recorder_name,
        records.activity_type,
        try_cast(records.recorded_at as timestamp) as recorded_at,
        explode(
            map(
                'step_count', try_cast(records.step_count as double),
                'distance_meters', try_cast(records.distance as double),
                'active_energy_kilocalories', try_cast(records.energy as double)
            )
        ) as (metric, counter),

        records.source_version,
        records._source,
        records._content_id,
        records._record_number,
        records.event_month
    from records
    left join {{ ref('silver_household__person_ids') }} as person_ids
        on records.person = person_ids.native_id
),

stated as (
    select * from typed
    where counter is not null and recorded_at is not null
),

-- Files overlap, and a watch states the end of a day twice.
winners as (
    {{ winning_records(
        'stated',
        ['recorded_at'],
        within=['person_id', 'recorder_name', 'activity_type', 'metric'],
    ) }}
),

silver_fitness__monitoring_counters as (
    select
        winners.person_id,
        winners.recorder_name,
        winners.activity_type,
        winners.metric,

        winners.counter,

        winners.recorded_at,
        coalesce(people.time_zone, homes.time_zone) as time_zone,

        winners._source,
        winners._content_id,
        winners._record_number,
        winners.event_month
    from winners
    left join {{ ref('silver_household__homes') }} as homes
        on {{ holds_at('homes', 'winners.recorded_at') }}
    left join {{ ref('silver_household__people') }} as people
        on winners.person_id = people.person_id
        and {{ holds_at('people', 'winners.recorded_at') }}
)

select * from silver_fitness__monitoring_counters
