{# A query: the values of one metric as declared in `vars: process_metrics` of dbt_project.yml, with
   the settings of its chart. docs/process-control.md explains each word of a declaration.

   metric: needs `metric`, `model`, `subject`, `date` (a local day) and `value`, expressions on the
   model's columns, and `moment` where a day has several values; all else has a default. #}
{% macro metric_values(metric) %}
    {%- set by_weekday = metric.seasonality == 'weekday' %}
    {%- set learning = metric.learning_points or (28 if by_weekday else 20) %}
    {%- set baseline = metric.baseline_points or (56 if by_weekday else 60) %}
    {%- set rule_sets = metric.rule_sets or ['shewhart', 'cusum', 'ewma', 'western_electric'] %}
    select
        concat('{{ metric.metric }}.', {{ metric.subject }}) as metric_id,
        '{{ metric.metric }}' as metric,
        cast({{ metric.subject }} as string) as subject_id,
        '{{ metric.model }}' as model_name,
        '{{ metric.owner or 'household' }}' as owner,
        cast({{ metric.moment or metric.date }} as timestamp) as observed_at,
        {{ metric.date }} as observed_date,
        round(cast({{ metric.value }} as double), 9) as value,
        cast({{ metric.count_units or 'null' }} as double) as count_units,
        '{{ metric.chart or 'individuals' }}' as chart,
        '{{ metric.scale or 'linear' }}' as scale,
        '{{ metric.direction or 'both' }}' as direction,
        '{{ metric.seasonality or 'none' }}' as seasonality,
        '{{ metric.estimator or 'trimmed' }}' as estimator,
        {{ metric.has_trend or false }} as has_trend,
        {{ metric.has_memory or false }} as has_memory,
        {{ metric.is_widened | default(true) }} as is_widened,
        {{ metric.is_continuous or false }} as is_continuous,
        '{{ rule_sets | join(' ') }}' as rule_sets,
        '{{ metric.severity or 'log' }}' as severity,
        {{ learning }} as learning_points,
        {{ baseline }} as baseline_points,
        cast({{ metric.renewal_points or 'null' }} as int) as renewal_points,
        cast({{ metric.known_centre or 'null' }} as double) as known_centre,
        cast({{ metric.known_sigma or 'null' }} as double) as known_sigma
    from {{ ref(metric.model) }}
    where {{ metric.value }} is not null{{ ' and ' ~ metric.where if metric.where }}
{%- endmacro %}
