-- One row per tile of the body: yesterday's steps and last night's sleep of each person.
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

-- The night that began yesterday ends today.
nights as (
    select
        concat('sleep_', person_id) as tile_id,
        concat('Sleep last night, ', person_id) as title,
        'hours' as unit,
        date_sub(sleep_date, 1) as metric_date,
        asleep_seconds / 3600e0 as metric_value
    from {{ ref('nightly_sleep') }}
),

brief_tiles_fitness as (
    select 'fitness' as domain, tiles.* from ({{ yesterday_tiles('steps') }}) as tiles
    union all
    select 'fitness' as domain, tiles.* from ({{ yesterday_tiles('nights') }}) as tiles
)

select * from brief_tiles_fitness
