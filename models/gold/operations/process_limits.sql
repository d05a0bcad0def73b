-- One row per metric, epoch, baseline and season of it: what is usual, and how much values vary, as
-- the baseline tells. Limits of a baseline are frozen: no point that they test is in it.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}
{%- set base = 'partition by metric_id, epoch_number, baseline_number' %}
{%- set ordered = ' order by position rows between unbounded preceding and unbounded following' %}
with remembered as (
    select *, lag(level - centre) over ({{ base }} order by position) as earlier
    from {{ ref('process_baselines') }}
),

memories as (
    select
        *,
        sum((level - centre) * earlier) over ({{ base ~ ordered }})
        / nullif(sum(pow(level - centre, 2)) over ({{ base ~ ordered }}), 0) as carried_over,
        count(*) over ({{ base }}) as count_points
    from remembered
),

unbiased as (
    select
        *,
        -- Few values tell too small a memory, by about this much (Kendall, Biometrika 41, 1954).
        case
            when has_memory
                then least(
                    0.95e0,
                    greatest(0e0, coalesce(carried_over + (1 + 3 * carried_over) / count_points, 0))
                )
            else 0e0
        end as memory
    from memories
),

news as (
    select *, level - centre - memory * coalesce(earlier, 0e0) as innovation
    from unbiased
),

ranges as (
    select
        *,
        abs(innovation - lag(innovation) over ({{ base }} order by position)) as moving_range,
        -- Points around the means of their own weekday vary less than around one of others.
        case when seasonality = 'weekday' then 7 else 1 end as count_seasons
    from news
),

spreads as (
    select
        *,
        case
            when estimator = 'robust' then robust_sigma
            else
                avg(moving_range) over ({{ base ~ ordered }})
                / {{ chart_constant('moving_range_d2') }}
        end as sigma,
        case
            when chart <> 'individuals' then null
            when estimator = 'robust' then {{ chart_constant('freedom_of_mad') }}
            else {{ chart_constant('freedom_of_moving_range') }}
        end * (count_points - count_seasons) as freedom
    from ranges
),

process_limits as (
    select
        metric_id,
        epoch_number,
        baseline_number,
        season,

        max(centre) as centre,
        max(slope) as slope,
        max(memory) as memory,
        case max(chart)
            when 'p' then sqrt(greatest(max(centre) * (1 - max(centre)), 0))
            when 'u' then sqrt(greatest(max(centre), 0))
            else max(sigma)
        end as sigma,
        max(freedom) as freedom,
        1 - (max(count_seasons) - 1) * 1e0 / max(count_points) as shrinkage,

        max(count_points) as count_points,
        sum(weight) as season_weight,
        max(middle_position) as middle_position,
        max(position_variance * count_points) as position_spread
    from spreads
    group by metric_id, epoch_number, baseline_number, season
)

select * from process_limits
