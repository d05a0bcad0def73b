-- One row per local day, person, metric, recorder and moment at which any interval begins or ends:
-- how much of the day until then a recorder of higher priority covered.
{{ config(materialized='ephemeral') }}

with changes as (
    select
        parts.activity_date,
        parts.person_id,
        parts.metric,
        parts.recorder_rank,
        case when ends.change = 1 then parts.starts_at_micros else parts.ends_at_micros end
            as at_micros,
        ends.change
    from {{ ref('silver_fitness__activity_parts') }} as parts
    cross join (values (1), (-1)) as ends (change)
    -- A tracker that was not worn all day tells of nothing, and covers nothing.
    where not parts.is_total or parts.quantity > 0
),

recorders as (
    select distinct
        activity_date,
        person_id,
        metric,
        recorder_rank
    from changes
),

-- Every recorder of the day at every moment, also where nothing of its own begins or ends.
pieces as (
    select
        activity_date,
        person_id,
        metric,
        recorder_rank,
        at_micros,
        sum(change) as change
    from (
        select * from changes
        union all
        select
            recorders.*,
            changes.at_micros,
            0 as change
        from recorders
        inner join changes
            on recorders.activity_date = changes.activity_date
            and recorders.person_id = changes.person_id
            and recorders.metric = changes.metric
    ) as all_changes
    group by activity_date, person_id, metric, recorder_rank, at_micros
),

covered as (
    select
        *,
        sum(change) over (
            partition by activity_date, person_id, metric, recorder_rank order by at_micros
        ) > 0 as is_covering,
        lead(at_micros) over (
            partition by activity_date, person_id, metric, recorder_rank order by at_micros
        ) - at_micros as piece_micros
    from pieces
),

taken as (
    select
        *,
        coalesce(
            max(is_covering) over (
                partition by activity_date, person_id, metric, at_micros
                order by recorder_rank
                rows between unbounded preceding and 1 preceding
            ),
            false
        ) as is_taken
    from covered
),

silver_fitness__recorder_clocks as (
    select
        activity_date,
        person_id,
        metric,
        recorder_rank,
        at_micros,
        coalesce(
            sum(case when is_taken then piece_micros else 0 end) over (
                partition by activity_date, person_id, metric, recorder_rank
                order by at_micros
                rows between unbounded preceding and 1 preceding
            ),
            0
        ) as taken_before_micros
    from taken
)

select * from silver_fitness__recorder_clocks
