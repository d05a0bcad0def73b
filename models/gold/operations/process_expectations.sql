-- One row per value that has limits: what was to be expected of it, and by how much a value may
-- differ for nothing, in the scale of the chart.
with positions as (
    select * from {{ ref('process_positions') }}
),

limits as (
    select * from {{ ref('process_limits') }}
),

levels as (
    select
        positions.metric_id,
        positions.epoch_number,
        positions.position,
        positions.observed_at,
        positions.value,
        positions.scaled_value,
        positions.scale,
        positions.direction,
        positions.is_continuous,
        positions.rule_sets,
        positions.severity,
        positions.phase,
        limits.count_points as count_baseline,
        coalesce(limits.memory, 0e0) as memory,
        coalesce(
            positions.known_centre,
            limits.centre + limits.slope * (positions.position - limits.middle_position)
        ) as level,
        case when positions.chart = 'individuals' then 1e0 else positions.count_units end as units,
        coalesce(positions.known_sigma, limits.sigma) as sigma,
        case when positions.is_widened then limits.freedom end as freedom,
        -- The baseline's mean is itself uncertain, and so is its trend.
        case
            when not positions.is_widened or positions.known_sigma is not null then 1e0
            else (
                1
                + coalesce(positions.count_units, 1e0) / limits.season_weight
                + cast(positions.has_trend as int) * coalesce(
                    pow(positions.position - limits.middle_position, 2) / limits.position_spread, 0
                )
            ) / limits.shrinkage
        end as inflation
    from positions
    left join limits
        on positions.metric_id = limits.metric_id
        and positions.epoch_number = limits.epoch_number
        and positions.tested_baseline = limits.baseline_number
        and positions.season = limits.season
    where
        not positions.is_excused
        and (positions.known_sigma is not null or limits.sigma is not null)
),

process_expectations as (
    select
        metric_id,
        epoch_number,
        position,
        row_number() over (partition by metric_id, epoch_number order by position) as number,
        observed_at,

        value,
        scaled_value,
        level + memory * coalesce(
            lag(scaled_value - level) over (
                partition by metric_id, epoch_number order by position
            ), 0e0
        ) as centre,
        sigma * sqrt(inflation / units) as standard_error,
        freedom,
        coalesce(count_baseline, 0) as count_baseline,

        phase,
        scale,
        direction,
        is_continuous,
        rule_sets,
        severity
    from levels
)

select * from process_expectations
