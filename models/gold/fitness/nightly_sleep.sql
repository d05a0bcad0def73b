-- One row per local day on which a night ends and person: how long they slept, naps of the day
-- included.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['silver_fitness__sleep_intervals', 'silver_fitness__sleep_nights'],
        'whole_inputs': ['recorder_priorities', 'silver_household__source_priorities'],
        'reach': 1,
    },
) }}

with ranked as (
    select
        *,
        array_join(recorder_names, ', ') as recorders,
        row_number() over (
            partition by sleep_date, person_id, kind
            order by priority, array_join(recorder_names, ', ')
        ) as candidate_rank
    from {{ ref('silver_fitness__sleep_totals') }}
),

winners as (
    select
        ranked.*,
        stages.light_seconds,
        stages.deep_seconds,
        stages.rem_seconds,
        stages.awake_seconds,
        stages.recorder_name as stage_recorder
    from ranked
    -- A recorder's own total of a night, which has no times, tells no stages.
    left join {{ ref('silver_fitness__sleep_stages') }} as stages
        on ranked.sleep_date = stages.sleep_date
        and ranked.person_id = stages.person_id
        and ranked.priority = stages.priority
        and ranked.kind = 'asleep'
        and ranked.started_at is not null
    where ranked.candidate_rank = 1
),

nightly_sleep as (
    select
        sleep_date,
        person_id,

        max(case when kind = 'asleep' then duration_seconds end) as asleep_seconds,
        max(case when kind = 'in_bed' then duration_seconds end) as in_bed_seconds,
        max(case when kind = 'asleep' then recorders end) as sleep_source,

        max(light_seconds) as light_sleep_seconds,
        max(deep_seconds) as deep_sleep_seconds,
        max(rem_seconds) as rem_sleep_seconds,
        max(
            case
                when kind = 'asleep'
                    then
                        duration_seconds
                        - coalesce(light_seconds + deep_seconds + rem_seconds, 0)
            end
        ) as unstaged_sleep_seconds,
        max(awake_seconds) as awake_seconds,
        max(stage_recorder) as stage_source,

        max(case when kind = 'asleep' then started_at end) as fell_asleep_at,
        max(case when kind = 'asleep' then ended_at end) as woke_at,
        max(case when kind = 'asleep' then time_zone end) as time_zone,

        date_format(sleep_date, 'yyyy-MM') as event_month
    from winners
    group by sleep_date, person_id
)

select * from nightly_sleep
