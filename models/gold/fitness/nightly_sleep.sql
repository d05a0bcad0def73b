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

nightly_sleep as (
    select
        sleep_date,
        person_id,

        max(case when kind = 'asleep' then duration_seconds end) as asleep_seconds,
        max(case when kind = 'in_bed' then duration_seconds end) as in_bed_seconds,
        max(case when kind = 'asleep' then recorders end) as sleep_source,

        max(case when kind = 'asleep' then started_at end) as fell_asleep_at,
        max(case when kind = 'asleep' then ended_at end) as woke_at,
        max(case when kind = 'asleep' then time_zone end) as time_zone,

        date_format(sleep_date, 'yyyy-MM') as event_month
    from ranked
    where candidate_rank = 1
    group by sleep_date, person_id
)

select * from nightly_sleep
