-- One row per local day, person, metric, recorder and piece between two moments at which any
-- interval begins or ends: what the recorder counted in it, and whether a better one covers it.
{{ config(materialized='ephemeral') }}

with parts as (
    select
        *,
        max(recorder_rank) over (partition by activity_date, person_id, metric) as last_rank
    from {{ ref('silver_fitness__activity_parts') }}
    -- A tracker that was not worn all day tells of nothing, and covers nothing.
    where not is_total or quantity > 0
),

-- Every recorder of the day at every moment, also where nothing of its own begins or ends.
changes as (
    select
        parts.*,
        case when ends.change = 1 then parts.starts_at_micros else parts.ends_at_micros end
            as at_micros,
        ends.change,
        explode(sequence(1, parts.last_rank)) as rank_there
    from parts
    cross join (values (1), (-1)) as ends (change)
),

moments as (
    select
        activity_date,
        person_id,
        metric,
        rank_there as recorder_rank,
        at_micros,
        max(case when recorder_rank = rank_there then recorder_name end) as recorder_name,
        sum(case when recorder_rank = rank_there then change else 0 end) as change,
        sum(case when recorder_rank = rank_there and not is_total then change else 0 end)
            as interval_change,
        sum(
            case
                when recorder_rank = rank_there and not is_total
                    then change * quantity / (ends_at_micros - starts_at_micros)
                else 0e0
            end
        ) as rate_change
    from changes
    group by activity_date, person_id, metric, rank_there, at_micros
),

covered as (
    select
        *,
        sum(change) over since_midnight > 0 as is_covering,
        sum(interval_change) over since_midnight > 0 as is_counting,
        sum(rate_change) over since_midnight as quantity_per_microsecond,
        lead(at_micros) over (
            partition by activity_date, person_id, metric, recorder_rank order by at_micros
        ) - at_micros as duration_micros
    from moments
    window since_midnight as (
        partition by activity_date, person_id, metric, recorder_rank
        order by at_micros rows between unbounded preceding and current row
    )
),

silver_fitness__activity_pieces as (
    select
        activity_date,
        person_id,
        metric,
        recorder_rank,
        recorder_name,
        at_micros,
        case when is_counting then quantity_per_microsecond * duration_micros end as quantity,
        coalesce(
            max(is_covering) over (
                partition by activity_date, person_id, metric, at_micros
                order by recorder_rank
                rows between unbounded preceding and 1 preceding
            ),
            false
        ) as is_taken
    from covered
)

select * from silver_fitness__activity_pieces
