-- One row per metric and day: every value that is watched, with how its chart judges it, as
-- declared in `process_metrics` of dbt_project.yml.
with process_values as (
    {%- for metric in var('process_metrics') %}
    {{ metric_values(metric) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
)

select * from process_values
