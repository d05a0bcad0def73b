-- One row per local day on which a night ends and person: how long they slept, naps of the day
-- included.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['silver_fitness__sleep_intervals', 'silver_fitness__sleep_nights'],
        'whole_inputs': ['recorder_priorities'],
        'reach': 1,
    },
) }}

with sessions as (
    select
        sleep_date,
        person_id,
        kind,
        priority,
        array_sort(array_distinct(flatten(collect_list(recorder_names)))) as recorder_names,
        sum(duration_seconds) as duration_seconds
    from {{ ref('silver_fitness__sleep_sessions') }}
    where {{ month_filter("date_format(sleep_date,'yyyy-MM')") }}
    group by sleep_date, person_id, kind, priority
    having max(is_stated)
),

nights as (
    select
        nights.sleep_date,
        nights.person_id,
        {{ recorder_priority() }} as priority,
        array(nights.recorder_name) as recorder_names,
        nights.asleep_seconds,
        nights.in_bed_seconds
    from {{ ref('silver_fitness__sleep_nights') }} as nights
    left join {{ ref('recorder_priorities') }} as priorities on nights.device = priorities.device
    where {{ month_filter() }}
),

candidates as (
    select * from sessions
    union all
    select
        sleep_date,
        person_id,
        'asleep' as kind,
        priority,
        recorder_names,
        asleep_seconds as duration_seconds
    from nights
    where asleep_seconds is not null
    union all
    select
        sleep_date,
        person_id,
        'in_bed' as kind,
        priority,
        recorder_names,
        in_bed_seconds as duration_seconds
    from nights
    where in_bed_seconds is not null
),

ranked as (
    select
        *,
        array_join(recorder_names, ', ') as recorders,
        row_number() over (
            partition by sleep_date, person_id, kind
            order by priority, array_join(recorder_names, ', ')
        ) as candidate_rank
    from candidates
),

nightly_sleep as (
    select
        sleep_date,
        person_id,

        max(case when kind = 'asleep' then duration_seconds end) as asleep_seconds,
        max(case when kind = 'in_bed' then duration_seconds end) as in_bed_seconds,
        max(case when kind = 'asleep' then recorders end) as sleep_source,

        date_format(sleep_date, 'yyyy-MM') as event_month
    from ranked
    where candidate_rank = 1
    group by sleep_date, person_id
)

select * from nightly_sleep
