-- One row per local day, person, metric, recorder and interval, cut at midnight: what of it belongs
-- to the day.
{{ config(materialized='ephemeral') }}

with days as (
    select
        *,
        explode(
            sequence(
                to_date(from_utc_timestamp(started_at, time_zone)),
                to_date(from_utc_timestamp(ended_at - interval 1 microsecond, time_zone))
            )
        ) as activity_date
    from {{ ref('silver_fitness__recorded_intervals') }}
),

cut as (
    select
        *,
        greatest(started_at, to_utc_timestamp(cast(activity_date as timestamp), time_zone))
            as part_starts_at,
        least(ended_at, to_utc_timestamp(cast(date_add(activity_date, 1) as timestamp), time_zone))
            as part_ends_at
    from days
),

-- Of each recorder once, not of each of its intervals.
recorders as (
    select distinct
        activity_date,
        person_id,
        metric,
        recorder_name,
        device,
        is_total
    from cut
),

prioritised as (
    select
        recorders.*,
        {{ recorder_priority('recorders', 'recorders.metric', 'recorders.activity_date') }}
            as priority,
        -- A total of a day tells nothing of when: it comes after all that does, unless the
        -- household says where it comes.
        recorders.is_total
        and {{ stated_priority('recorders', 'recorders.metric', 'recorders.activity_date') }}
        is null as comes_last
    from recorders
    left join {{ ref('recorder_priorities') }} as priorities
        on recorders.device = priorities.device
    cross join {{ stated_priorities() }} as stated
),

ranked as (
    select
        *,
        dense_rank() over (
            partition by activity_date, person_id, metric
            order by comes_last, priority, recorder_name
        ) as recorder_rank
    from prioritised
),

silver_fitness__activity_parts as (
    select
        cut.activity_date,
        cut.person_id,
        cut.metric,
        cut.recorder_name,
        cut.is_total,
        ranked.recorder_rank,

        cut.quantity * (unix_micros(cut.part_ends_at) - unix_micros(cut.part_starts_at))
        / (unix_micros(cut.ended_at) - unix_micros(cut.started_at)) as quantity,

        unix_micros(cut.part_starts_at) as starts_at_micros,
        unix_micros(cut.part_ends_at) as ends_at_micros
    from cut
    inner join ranked
        on cut.activity_date = ranked.activity_date
        and cut.person_id = ranked.person_id
        and cut.metric = ranked.metric
        and cut.recorder_name = ranked.recorder_name
        and cut.is_total = ranked.is_total
        and cut.device = ranked.device
)

select * from silver_fitness__activity_parts
