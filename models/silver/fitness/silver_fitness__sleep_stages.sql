-- One row per local day on which a night ends, person and recorder priority: how deep the sleep
-- was, from the one recorder that tells most of it.
{{ config(materialized='ephemeral') }}

-- By days of UTC, so that stages find their sessions.
with sessions as (
    select
        sleep_date,
        person_id,
        priority,
        recorder_names,
        started_at,
        ended_at,
        explode(sequence(to_date(started_at), to_date(ended_at))) as stage_date
    from {{ ref('silver_fitness__sleep_sessions') }}
    where {{ month_filter("date_format(sleep_date,'yyyy-MM')") }} and kind = 'asleep'
),

staged as (
    select
        sessions.sleep_date,
        sessions.person_id,
        sessions.priority,
        nights.recorder_name,
        nights.sleep_stage,
        nights.started_at,
        nights.ended_at,
        max(nights.ended_at) over (
            partition by
                sessions.sleep_date, sessions.person_id, sessions.priority, nights.recorder_name,
                nights.sleep_state
            order by nights.started_at, nights.ended_at
            rows between unbounded preceding and 1 preceding
        ) as covered_until_at
    from sessions
    inner join {{ ref('silver_fitness__sleep_intervals') }} as nights
        on sessions.person_id = nights.person_id
        and sessions.stage_date = to_date(nights.started_at)
        and sessions.started_at <= nights.started_at
        and sessions.ended_at >= nights.ended_at
    where
        {{ month_filter('nights.event_month', reach=1) }}
        and nights.sleep_stage is not null
        and array_contains(sessions.recorder_names, nights.recorder_name)
),

measured as (
    select
        *,
        greatest(
            unix_timestamp(ended_at)
            - unix_timestamp(greatest(started_at, coalesce(covered_until_at, started_at))),
            0
        ) as added_seconds
    from staged
),

recorders as (
    select
        sleep_date,
        person_id,
        priority,
        recorder_name,
        sum(case when sleep_stage = 'light' then added_seconds else 0 end) as light_seconds,
        sum(case when sleep_stage = 'deep' then added_seconds else 0 end) as deep_seconds,
        sum(case when sleep_stage = 'rem' then added_seconds else 0 end) as rem_seconds,
        sum(case when sleep_stage = 'awake' then added_seconds else 0 end) as awake_seconds,
        sum(case when sleep_stage <> 'awake' then added_seconds else 0 end) as staged_seconds
    from measured
    group by sleep_date, person_id, priority, recorder_name
),

ranked as (
    select
        *,
        row_number() over (
            partition by sleep_date, person_id, priority
            order by staged_seconds desc, awake_seconds desc, recorder_name asc
        ) as recorder_rank
    from recorders
    -- Times awake alone do not tell how deep the sleep was.
    where staged_seconds > 0
),

silver_fitness__sleep_stages as (
    select
        sleep_date,
        person_id,
        priority,
        recorder_name,

        light_seconds,
        deep_seconds,
        rem_seconds,
        awake_seconds
    from ranked
    where recorder_rank = 1
)

select * from silver_fitness__sleep_stages
