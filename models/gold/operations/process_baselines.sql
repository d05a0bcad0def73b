-- One row per metric, epoch, baseline and value that is kept in it: without outliers where these
-- are trimmed, without the baseline's trend, and with what is usual in the value's season.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}
{%- set base = 'partition by metric_id, epoch_number, baseline_number' %}
{%- set season = base ~ ', season' %}
{%- set ordered = ' order by position rows between unbounded preceding and unbounded following' %}
{#- Sums are taken in one order: in another their last digits differ, and with them a rebuild. #}
{%- set outlier = 'abs(deviation) > ' ~ chart_constant('trim_sigmas') ~ ' * robust_sigma' %}
with members as (
    select
        *,
        coalesce(count_units, 1e0) as weight,
        explode(sequence(first_baseline, last_baseline)) as baseline_number
    from {{ ref('process_positions') }}
    where
        not is_excused and known_sigma is null
        and (position <= baseline_points or renewal_points is not null)
        and first_baseline <= last_baseline
),

medians as (
    select *, scaled_value - median(scaled_value) over ({{ season }}) as deviation
    from members
),

spreads as (
    select
        *,
        median(abs(deviation)) over ({{ base }}) as median_deviation,
        avg(abs(deviation)) over ({{ base ~ ordered }}) as mean_deviation
    from medians
),

robust as (
    select
        *,
        case
            when median_deviation > 0 then {{ chart_constant('mad_scale') }} * median_deviation
            else {{ chart_constant('mean_deviation_scale') }} * mean_deviation
        end as robust_sigma
    from spreads
),

shared as (
    select *, avg(cast({{ outlier }} as int)) over ({{ base }}) as outlier_share
    from robust
),

kept as (
    select
        *,
        avg(position) over ({{ base }}) as middle_position,
        var_pop(position) over ({{ base ~ ordered }}) as position_variance,
        case
            when has_trend
                then (
                    avg(position * deviation) over ({{ base ~ ordered }})
                    - avg(position) over ({{ base }}) * avg(deviation) over ({{ base ~ ordered }})
                ) / nullif(var_pop(position) over ({{ base ~ ordered }}), 0)
            else 0e0
        end as slope
    from shared
    -- What is far away in one of ten values is no outlier, but how the values are.
    where
        estimator <> 'trimmed'
        or not {{ outlier }}
        or outlier_share > {{ chart_constant('most_outliers') }}
),

levels as (
    select *, scaled_value - slope * (position - middle_position) as level
    from kept
),

process_baselines as (
    select
        metric_id,
        epoch_number,
        baseline_number,
        season,
        position,
        chart,
        seasonality,
        estimator,
        has_memory,
        weight,
        level,
        slope,
        robust_sigma,
        middle_position,
        position_variance,
        case
            when estimator = 'robust' then median(level) over ({{ season }})
            else sum(level * weight) over ({{ season ~ ordered }}) / sum(weight) over ({{ season }})
        end as centre
    from levels
)

select * from process_baselines
