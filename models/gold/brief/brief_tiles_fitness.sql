-- One row per tile of the body: yesterday's steps of each person.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with steps as (
    select
        concat('steps_', person_id) as tile_id,
        concat('Steps yesterday, ', person_id) as title,
        'steps' as unit,
        activity_date as metric_date,
        step_count as metric_value
    from {{ ref('daily_activity') }}
),

brief_tiles_fitness as (
    select 'fitness' as domain, tiles.* from ({{ yesterday_tiles('steps') }}) as tiles
)

select * from brief_tiles_fitness
