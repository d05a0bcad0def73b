-- One row per run, table that it built, and column of it, with one more for the table itself.
{{ config(materialized='ephemeral') }}

with silver_operations__table_profiles as (
    select
        profiles.run_id,
        profiles.run_number,
        profiles.layer,
        profiles.table_name,
        profiles.column_name,

        profiles.count_rows,
        profiles.count_nulls,

        runs.is_last_of_day,
        runs.run_date,
        runs.as_of_at
    from {{ ref('bronze_operations__table_profiles') }} as profiles
    inner join {{ ref('silver_operations__runs') }} as runs on profiles.run_id = runs.run_id
)

select * from silver_operations__table_profiles
