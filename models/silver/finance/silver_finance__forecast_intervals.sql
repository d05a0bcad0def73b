-- One row per forecast origin, currency, model and support horizon: how far what came lay from what
-- the model had expected, in the forecasts whose day had come before the origin.
-- Split conformal prediction with rolling origins: see docs/forecast.md.
{% set supports = [1, 2, 3, 5, 7, 10, 14, 21, 30, 45, 60, 75, 90] -%}
with points as (
    select * from {{ ref('silver_finance__forecast_points') }}
    where horizon_days in ({{ supports | join(', ') }})
),

errors as (
    select
        currency_code,
        model,
        origin_date,
        horizon_days,
        forecast_date,
        cast(came_amount - change_amount as double) / sqrt(horizon_days + 1.0e0) as error_per_root
    from points
    where came_amount is not null
),

-- Every second origin of a year is scored; the others only teach.
targets as (
    select distinct
        currency_code,
        origin_date
    from points
    where
        origin_date = {{ as_of_date() }}
        or (
            origin_date >= date_sub({{ as_of_date() }}, 366)
            and datediff(origin_date, cast('1970-01-01' as date)) % 16 = 0
        )
),

supports as (
    select explode(array({{ supports | join(', ') }})) as support_days
),

-- Neighbouring horizons speak for each other: the spread of a sum of days grows with its root.
near as (
    select
        errors.*,
        supports.support_days,
        errors.error_per_root * sqrt(supports.support_days + 1.0e0) as error
    from errors
    inner join supports
        on errors.horizon_days * 3 >= supports.support_days * 2
        and errors.horizon_days * 2 <= supports.support_days * 3
),

known as (
    select
        targets.currency_code,
        targets.origin_date,
        near.model,
        near.support_days,
        count(distinct near.origin_date) as count_origins,
        -- Forecasts every eight days overlap: so many of them are independent.
        count(distinct near.origin_date) * 8.0e0 / (near.support_days + 8) as count_independent,
        sort_array(collect_list(near.error)) as errors
    from targets
    inner join near
        on targets.currency_code = near.currency_code
        and targets.origin_date > near.forecast_date
    group by targets.currency_code, targets.origin_date, near.model, near.support_days
    having count(distinct near.origin_date) >= 8
),

silver_finance__forecast_intervals as (
    select
        currency_code,
        origin_date,
        model,
        support_days,
        count_origins,
        -- The finite sample: each level moves outward by half a step among independent forecasts.
        transform(
            transform(
                array(
                    {%- for level in forecast_levels().split() %}
                    {{ level }}e0{{ ',' if not loop.last }}
                    {%- endfor %}
                ),
                level -> least(greatest(
                    0.5e0 + (level - 0.5e0) * (1 + 0.5e0 / count_independent), 0.0e0
                ), 1.0e0) * (size(errors) - 1)
            ),
            place -> element_at(errors, cast(floor(place) as int) + 1)
            + (place - floor(place)) * (
                element_at(errors, cast(ceil(place) as int) + 1)
                - element_at(errors, cast(floor(place) as int) + 1)
            )
        ) as error_quantiles
    from known
)

select * from silver_finance__forecast_intervals
