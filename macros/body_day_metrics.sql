{# The daily series of the body that have a tile: steps, sleep, the heart at rest and form of each
   person, as (tile_id, title, unit, metric_date, metric_value). #}
{% macro body_day_metrics() %}
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
{% endmacro %}
