-- One row per local day, person, metric, recorder and moment at which any interval begins or ends:
-- how much of the day until then a recorder of higher priority covered.
{{ config(materialized='ephemeral') }}

with changes as (
    select
        activity_date,
        person_id,
        metric,
        recorder_rank,
        starts_at_micros as at_micros,
        1 as change
    from {{ ref('silver_fitness__activity_parts') }}
    union all
    select
        activity_date,
        person_id,
        metric,
        recorder_rank,
        ends_at_micros as at_micros,
        -1 as change
    from {{ ref('silver_fitness__activity_parts') }}
),

moments as (
    select distinct
        activity_date,
        person_id,
        metric,
        at_micros
    from changes
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
            moments.at_micros,
            0 as change
        from recorders
        inner join moments
            on recorders.activity_date = moments.activity_date
            and recorders.person_id = moments.person_id
            and recorders.metric = moments.metric
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
