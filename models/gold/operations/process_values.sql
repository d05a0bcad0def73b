-- One row per metric and day: every value that is watched, with how its chart judges it, as
-- declared in `process_metrics` of dbt_project.yml.
with declared as (
    {%- for metric in var('process_metrics') %}
    {{ metric_values(metric) }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

-- Baselines that move on need no more than what is to be shown.
first_dates as (
    {%- for metric in var('process_metrics') if metric.last_days %}
    select
        '{{ metric.metric }}' as metric,
        date_sub({{ as_of_date() }}, {{ metric.last_days }}) as first_date
    {{ 'union all' if not loop.last }}
    {%- endfor %}
),

process_values as (
    select declared.*
    from declared
    left join first_dates on declared.metric = first_dates.metric
    where first_dates.first_date is null or declared.observed_date >= first_dates.first_date
)

select * from process_values
