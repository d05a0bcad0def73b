-- One row per tile of the body: yesterday's steps and heart at rest, last night's sleep, and how
-- fresh and ready each person begins the day.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with metrics as (
    {{ body_day_metrics() }}
),

readiness as (
    select
        person_id,
        max(case when readiness_date = {{ as_of_date() }} then readiness_percent end) as value
    from {{ ref('daily_readiness') }}
    where readiness_date between date_sub({{ as_of_date() }}, 28) and {{ as_of_date() }}
    group by person_id
    having count(readiness_percent) > 0
),

brief_tiles_fitness as (
    select 'fitness' as domain, tiles.* from ({{ yesterday_tiles('metrics') }}) as tiles
    union all
    select
        'fitness' as domain,
        concat('readiness_', person_id) as tile_id,
        concat('Readiness today, ', person_id) as title,
        '%' as unit,
        cast(value as decimal(18, 2)) as value,
        case when value is null then 'not enough data for today' else '50 is as usual' end
            as comparison,
        case when value is null then 'unknown' when value < 35 then 'watch' else 'good' end
            as status
    from readiness
)

select * from brief_tiles_fitness
