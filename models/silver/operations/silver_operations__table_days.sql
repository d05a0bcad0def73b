-- One row per table of gold and local day: what its last build of the day made of it.
{{ config(materialized='ephemeral') }}

with profiles as (
    select
        run_date,
        table_name,
        max(case when column_name is null then count_rows end) as count_rows,
        sum(case when column_name is not null then count_nulls end)
        / nullif(sum(case when column_name is not null then count_rows end), 0) as null_share
    from {{ ref('silver_operations__table_profiles') }}
    where layer = 'gold' and is_last_of_day
    group by run_date, table_name
),

builds as (
    select
        run_date,
        node_name as table_name,
        max(seconds) as build_seconds
    from {{ ref('silver_operations__run_nodes') }}
    where resource_type = 'model' and is_last_of_day
    group by run_date, node_name
),

checks as (
    select
        result_date as run_date,
        table_name,
        count(case when is_failed then 1 end) as count_failed_checks
    from {{ ref('silver_operations__check_results') }}
    group by result_date, table_name
),

silver_operations__table_days as (
    select
        profiles.table_name,
        profiles.run_date,

        profiles.count_rows,
        -- A table that grows has no usual number of rows, but a usual number of new ones.
        profiles.count_rows - lag(profiles.count_rows) over (
            partition by profiles.table_name order by profiles.run_date
        ) as count_added_rows,
        profiles.null_share,
        builds.build_seconds,
        coalesce(checks.count_failed_checks, 0) as count_failed_checks
    from profiles
    left join builds
        on profiles.table_name = builds.table_name and profiles.run_date = builds.run_date
    left join checks
        on profiles.table_name = checks.table_name and profiles.run_date = checks.run_date
)

select * from silver_operations__table_days
