-- One row per interval of any recorder: a total of a day is one interval from midnight to midnight.
{{ config(materialized='ephemeral') }}

with totals as (
    select
        activity_date,
        person_id,
        source_name as recorder_name,
        device,
        explode(
            map(
                'step_count', cast(step_count as double),
                'distance_meters', distance_meters,
                'active_energy_kilocalories', active_energy_kilocalories
            )
        ) as (metric, quantity)
    from {{ ref('silver_fitness__activity_days') }}
    where {{ month_filter('event_month', reach=1) }}
),

silver_fitness__recorded_intervals as (
    {%- for of_recorders in [
        'silver_fitness__activity_intervals', 'silver_fitness__monitoring_intervals'
    ] %}
    select
        person_id,
        metric,
        recorder_name,
        device,
        false as is_total,
        quantity,
        started_at,
        -- An instant has no length to share out: it counts as one second.
        greatest(ended_at, started_at + interval 1 second) as ended_at,
        time_zone
    from {{ ref(of_recorders) }}
    where {{ month_filter('event_month', reach=1) }}

    union all
    {% endfor %}
    select
        totals.person_id,
        totals.metric,
        totals.recorder_name,
        totals.device,
        true as is_total,
        totals.quantity,
        to_utc_timestamp(
            cast(totals.activity_date as timestamp), coalesce(people.time_zone, homes.time_zone)
        ) as started_at,
        to_utc_timestamp(
            cast(date_add(totals.activity_date, 1) as timestamp),
            coalesce(people.time_zone, homes.time_zone)
        ) as ended_at,
        coalesce(people.time_zone, homes.time_zone) as time_zone
    from totals
    inner join {{ ref('silver_household__homes') }} as homes
        on {{ holds_on('homes', 'totals.activity_date') }}
    left join {{ ref('silver_household__people') }} as people
        on totals.person_id = people.person_id and {{ holds_on('people', 'totals.activity_date') }}
    where totals.quantity is not null
)

select * from silver_fitness__recorded_intervals
