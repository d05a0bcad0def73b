-- One row per forecast origin, currency, model and horizon: the quantiles of the change of the
-- balance, between those of the support horizons.
{{ config(materialized='ephemeral') }}

with supports as (
    select
        *,
        lead(support_days) over horizons as next_support_days,
        lead(error_quantiles) over horizons as next_quantiles
    from {{ ref('silver_finance__forecast_intervals') }}
    window horizons as (partition by currency_code, origin_date, model order by support_days)
),

spread as (
    select
        points.*,
        supports.error_quantiles,
        coalesce(supports.next_quantiles, supports.error_quantiles) as next_quantiles,
        coalesce(
            (sqrt(points.horizon_days + 1.0e0) - sqrt(supports.support_days + 1.0e0))
            / (sqrt(supports.next_support_days + 1.0e0) - sqrt(supports.support_days + 1.0e0)),
            -- Past the last support that could be learned the spread grows on with the root.
            0.0e0
        ) as next_weight,
        case
            when supports.next_support_days is null
                then sqrt((points.horizon_days + 1.0e0) / (supports.support_days + 1.0e0))
            else 1.0e0
        end as growth
    from {{ ref('silver_finance__forecast_points') }} as points
    inner join supports
        on points.currency_code = supports.currency_code
        and points.origin_date = supports.origin_date
        and points.model = supports.model
        and points.horizon_days >= supports.support_days
        and points.horizon_days < coalesce(supports.next_support_days, 91)
),

silver_finance__forecast_quantiles as (
    select
        currency_code,
        origin_date,
        model,
        horizon_days,
        forecast_date,

        change_amount,
        came_amount,
        transform(
            sequence(1, {{ forecast_levels().split() | length }}),
            place -> cast(growth * (
                element_at(error_quantiles, place) * (1 - next_weight)
                + element_at(next_quantiles, place) * next_weight
            ) as decimal(18, 2))
        ) as error_quantiles
    from spread
)

select * from silver_finance__forecast_quantiles
