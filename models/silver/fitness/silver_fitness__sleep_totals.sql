-- One row per local day, person, kind and what tells of it: sessions of recorders of one priority
-- added up, or the total that one recorder states.
{{ config(materialized='ephemeral') }}

with sessions as (
    select
        sleep_date,
        person_id,
        kind,
        priority,
        array_sort(array_distinct(flatten(collect_list(recorder_names)))) as recorder_names,
        sum(duration_seconds) as duration_seconds,
        max(struct(duration_seconds, started_at, ended_at, time_zone)) as main_session
    from {{ ref('silver_fitness__sleep_sessions') }}
    where {{ month_filter("date_format(sleep_date,'yyyy-MM')") }}
    group by sleep_date, person_id, kind, priority
    having max(is_stated)
),

nights as (
    select
        nights.sleep_date,
        nights.person_id,
        {{ recorder_priority('nights', "'sleep'", 'nights.sleep_date') }} as priority,
        array(nights.recorder_name) as recorder_names,
        nights.asleep_seconds,
        nights.in_bed_seconds
    from {{ ref('silver_fitness__sleep_nights') }} as nights
    left join {{ ref('recorder_priorities') }} as priorities on nights.device = priorities.device
    cross join {{ stated_priorities() }} as stated
    where {{ month_filter() }}
),

silver_fitness__sleep_totals as (
    select
        sleep_date,
        person_id,
        kind,
        priority,
        recorder_names,

        duration_seconds,

        main_session.started_at,
        main_session.ended_at,
        main_session.time_zone
    from sessions
    union all
    select
        nights.sleep_date,
        nights.person_id,
        kinds.kind,
        nights.priority,
        nights.recorder_names,

        case when kinds.kind = 'asleep' then nights.asleep_seconds else nights.in_bed_seconds end
            as duration_seconds,

        cast(null as timestamp) as started_at,
        cast(null as timestamp) as ended_at,
        cast(null as string) as time_zone
    from nights
    cross join (values ('asleep'), ('in_bed')) as kinds (kind)
)

select * from silver_fitness__sleep_totals
where duration_seconds is not null
