-- One row per run and model, seed or check of its build of all numbers.
{{ config(materialized='ephemeral') }}

with silver_operations__run_nodes as (
    select
        nodes.run_id,
        nodes.run_number,
        nodes.node_id,

        nodes.node_name,
        nodes.resource_type,
        nodes.table_names,
        nodes.check_kind,
        nodes.dimension,

        nodes.status,
        nodes.count_failures,
        nodes.duration_milliseconds / 1000e0 as seconds,

        runs.is_last_of_day,
        runs.run_date,
        runs.as_of_at
    from {{ ref('bronze_operations__run_nodes') }} as nodes
    inner join {{ ref('silver_operations__runs') }} as runs on nodes.run_id = runs.run_id
    -- Models that read a run cannot know what becomes of themselves.
    where nodes.stage = 'numbers'
)

select * from silver_operations__run_nodes
