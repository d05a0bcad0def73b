-- One row per person, kind of night and recorder priority: time asleep or in bed that gaps of less
-- than an hour do not end. Recorders of one priority are united, never added up.
{{ config(materialized='ephemeral') }}

with intervals as (
    select
        nights.*,
        {{ recorder_priority(
            'nights', "'sleep'", 'to_date(from_utc_timestamp(nights.ended_at, nights.time_zone))'
        ) }} as priority,
        kinds.kind
    from {{ ref('silver_fitness__sleep_intervals') }} as nights
    left join {{ ref('recorder_priorities') }} as priorities on nights.device = priorities.device
    cross join {{ stated_priorities() }} as stated
    -- Who is asleep is in bed.
    inner join (values ('asleep', 'asleep'), ('in_bed', 'asleep'), ('in_bed', 'in_bed'))
        as kinds (kind, sleep_state)
        on nights.sleep_state = kinds.sleep_state
    where {{ month_filter('event_month', reach=1) }} and nights.ended_at > nights.started_at
),

followed as (
    select
        *,
        max(ended_at) over (
            partition by person_id, kind, priority
            order by started_at, ended_at, recorder_name
            rows between unbounded preceding and 1 preceding
        ) as covered_until_at
    from intervals
),

numbered as (
    select
        *,
        greatest(
            unix_timestamp(ended_at)
            - unix_timestamp(greatest(started_at, coalesce(covered_until_at, started_at))),
            0
        ) as added_seconds,
        sum(
            case
                when
                    covered_until_at is null
                    or unix_timestamp(started_at) - unix_timestamp(covered_until_at) >= 3600
                    then 1
                else 0
            end
        ) over (
            partition by person_id, kind, priority order by started_at, ended_at, recorder_name
        ) as session_number
    from followed
),

silver_fitness__sleep_sessions as (
    select
        to_date(from_utc_timestamp(max(ended_at), max_by(time_zone, ended_at))) as sleep_date,
        person_id,
        kind,
        priority,

        array_sort(collect_set(recorder_name)) as recorder_names,
        max(sleep_state = kind) as is_stated,
        sum(added_seconds) as duration_seconds,

        min(started_at) as started_at,
        max(ended_at) as ended_at,
        max_by(time_zone, ended_at) as time_zone
    from numbered
    group by person_id, kind, priority, session_number
)

select * from silver_fitness__sleep_sessions
