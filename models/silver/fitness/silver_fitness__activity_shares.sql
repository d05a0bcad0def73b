-- One row per part of an interval or total of a day: what of it counts, since no recorder of higher
-- priority tells of it.
{{ config(materialized='ephemeral') }}

with parts as (
    select * from {{ ref('silver_fitness__activity_parts') }}
),

clocks as (
    select * from {{ ref('silver_fitness__recorder_clocks') }}
),

interval_shares as (
    select
        parts.activity_date,
        parts.person_id,
        parts.metric,
        parts.recorder_name,
        parts.recorder_rank,
        parts.quantity * (
            1 - (stops.taken_before_micros - starts.taken_before_micros)
            / cast(parts.ends_at_micros - parts.starts_at_micros as double)
        ) as quantity
    from parts
    inner join clocks as starts
        on parts.activity_date = starts.activity_date
        and parts.person_id = starts.person_id
        and parts.metric = starts.metric
        and parts.recorder_rank = starts.recorder_rank
        and parts.starts_at_micros = starts.at_micros
    inner join clocks as stops
        on parts.activity_date = stops.activity_date
        and parts.person_id = stops.person_id
        and parts.metric = stops.metric
        and parts.recorder_rank = stops.recorder_rank
        and parts.ends_at_micros = stops.at_micros
    -- What better recorders cover throughout gives nothing, not even a zero.
    where
        not parts.is_total
        and stops.taken_before_micros - starts.taken_before_micros
        < parts.ends_at_micros - parts.starts_at_micros
),

-- The best total of a day that tells of something covers the day.
totals as (
    select
        *,
        min(case when quantity > 0 then recorder_rank end) over (
            partition by activity_date, person_id, metric
        ) as covering_rank
    from parts
    where is_total
),

-- It fills what better recorders left of it: they may have counted more than it, but not twice.
total_shares as (
    select
        totals.activity_date,
        totals.person_id,
        totals.metric,
        totals.recorder_name,
        greatest(totals.quantity - coalesce(sum(better.quantity), 0), 0e0) as quantity
    from totals
    left join interval_shares as better
        on totals.activity_date = better.activity_date
        and totals.person_id = better.person_id
        and totals.metric = better.metric
        and totals.recorder_rank > better.recorder_rank
    where totals.recorder_rank <= coalesce(totals.covering_rank, totals.recorder_rank)
    group by
        totals.activity_date, totals.person_id, totals.metric, totals.recorder_name, totals.quantity
),

silver_fitness__activity_shares as (
    select
        activity_date,
        person_id,
        metric,
        recorder_name,
        quantity
    from interval_shares
    union all
    select
        activity_date,
        person_id,
        metric,
        recorder_name,
        quantity
    from total_shares
)

select * from silver_fitness__activity_shares
