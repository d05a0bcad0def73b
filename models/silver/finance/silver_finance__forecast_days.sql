-- One row per forecast origin, currency and day up to 90 days later: what is expected to flow on
-- it, by each of the ways to tell, and what came.
{{ config(materialized='ephemeral') }}

with daily as (
    select
        currency_code,
        booked_date as flow_date,
        sum(amount) as amount
    from {{ ref('silver_finance__forecast_flows') }}
    group by currency_code, booked_date
),

horizons as (
    select
        currency_code,
        origin_date,
        explode(sequence(0, 90)) as horizon_days
    from {{ ref('silver_finance__forecast_origins') }}
),

dated as (
    select
        *,
        date_add(origin_date, horizon_days) as forecast_date,
        -- The same day of the last month that had it before the origin.
        add_months(
            date_add(origin_date, horizon_days),
            0 - cast(
                months_between(
                    trunc(date_add(origin_date, horizon_days), 'MM'), trunc(origin_date, 'MM')
                ) as int
            ) - case
                when day(date_add(origin_date, horizon_days)) >= day(origin_date) then 1 else 0
            end
        ) as month_before_date
    from horizons
),

silver_finance__forecast_days as (
    select
        dated.currency_code,
        dated.origin_date,
        dated.horizon_days,
        dated.forecast_date,
        coalesce(due.due_amount, 0) as due_amount,
        rest.rest_per_day,
        coalesce(before.amount, 0) as before_amount,
        coalesce(came.amount, 0) as came_amount
    from dated
    inner join {{ ref('silver_finance__forecast_rest') }} as rest
        on dated.currency_code = rest.currency_code
        and dated.origin_date = rest.origin_date
        and {{ day_of_week('dated.forecast_date') }} = rest.weekday
    left join {{ ref('silver_finance__forecast_due') }} as due
        on dated.currency_code = due.currency_code
        and dated.origin_date = due.origin_date
        and dated.forecast_date = due.due_date
    left join daily as before
        on dated.currency_code = before.currency_code
        and dated.month_before_date = before.flow_date
    left join daily as came
        on dated.currency_code = came.currency_code
        and dated.forecast_date = came.flow_date
)

select * from silver_finance__forecast_days
