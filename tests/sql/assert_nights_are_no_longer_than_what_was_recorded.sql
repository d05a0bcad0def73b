-- Nobody sleeps longer than all recorders together saw, and whoever was seen asleep has nights.
with recorded as (
    select
        person_id,
        sum(unix_timestamp(ended_at) - unix_timestamp(started_at)) as asleep_seconds
    from {{ ref('silver_fitness__sleep_intervals') }}
    where sleep_state = 'asleep'
    group by person_id

    union all

    select
        person_id,
        sum(asleep_seconds) as asleep_seconds
    from {{ ref('silver_fitness__sleep_nights') }}
    group by person_id
),

people as (
    select
        person_id,
        sum(asleep_seconds) as recorded_seconds
    from recorded
    group by person_id
),

nights as (
    select
        person_id,
        sum(asleep_seconds) as asleep_seconds
    from {{ ref('nightly_sleep') }}
    group by person_id
)

select
    people.person_id,
    people.recorded_seconds,
    nights.asleep_seconds
from people
left join nights on people.person_id = nights.person_id
where
    people.recorded_seconds > 0
    and not coalesce(nights.asleep_seconds between 1 and people.recorded_seconds, false)
