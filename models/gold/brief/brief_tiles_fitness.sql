-- One row per tile of the body: yesterday's steps and heart at rest, last night's sleep, and how
-- fresh and ready each person begins the day.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with metrics as (
    select
        concat('steps_', person_id) as tile_id,
        concat('Steps yesterday, ', person_id) as title,
        'steps' as unit,
        activity_date as metric_date,
        cast(step_count as double) as metric_value
    from {{ ref('daily_activity') }}
    union all
    -- The night that began yesterday ends today.
    select
        concat('sleep_', person_id) as tile_id,
        concat('Sleep last night, ', person_id) as title,
        'hours' as unit,
        date_sub(sleep_date, 1) as metric_date,
        asleep_seconds / 3600e0 as metric_value
    from {{ ref('nightly_sleep') }}
    union all
    select
        concat('resting_heart_rate_', person_id) as tile_id,
        concat('Heart rate at rest yesterday, ', person_id) as title,
        'bpm' as unit,
        body_date as metric_date,
        resting_heart_rate_bpm as metric_value
    from {{ ref('daily_body') }}
    where resting_heart_rate_bpm is not null
    union all
    -- What yesterday left is how today begins; who stopped training has no form to speak of.
    select
        concat('form_', person_id) as tile_id,
        concat('Form today, ', person_id) as title,
        'points' as unit,
        date_sub(activity_date, 1) as metric_date,
        form_load as metric_value
    from {{ ref('daily_training_load') }}
    where not is_building_up and fitness_load >= 1
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
