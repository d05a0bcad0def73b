-- One row per local day, person, metric and recorder, or total of a day: what of it counts, since
-- no recorder of higher priority tells of it.
{{ config(materialized='ephemeral') }}

with counted as (
    select
        activity_date,
        person_id,
        metric,
        recorder_rank,
        max(recorder_name) as recorder_name,
        sum(case when not is_taken then quantity end) as quantity
    from {{ ref('silver_fitness__activity_pieces') }}
    group by activity_date, person_id, metric, recorder_rank
),

-- The best total of a day that tells of something covers the day.
totals as (
    select
        *,
        min(case when quantity > 0 then recorder_rank end) over (
            partition by activity_date, person_id, metric
        ) as covering_rank
    from {{ ref('silver_fitness__activity_parts') }}
    where is_total
),

shares as (
    select
        activity_date,
        person_id,
        metric,
        recorder_rank,
        recorder_name,
        false as is_total,
        quantity
    from counted
    -- What better recorders cover throughout gives nothing, not even a zero.
    where quantity is not null
    union all
    select
        activity_date,
        person_id,
        metric,
        recorder_rank,
        recorder_name,
        true as is_total,
        quantity
    from totals
    where recorder_rank <= coalesce(covering_rank, recorder_rank)
),

-- A total fills what better recorders left of it: they may have counted more, but not twice.
silver_fitness__activity_shares as (
    select
        activity_date,
        person_id,
        metric,
        recorder_name,
        case
            when not is_total then quantity
            else greatest(
                quantity - coalesce(
                    sum(case when not is_total then quantity end) over (
                        partition by activity_date, person_id, metric
                        order by recorder_rank, not is_total
                        rows between unbounded preceding and 1 preceding
                    ),
                    0e0
                ),
                0e0
            )
        end as quantity
    from shares
)

select * from silver_fitness__activity_shares
