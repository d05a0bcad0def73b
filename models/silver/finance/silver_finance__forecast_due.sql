-- One row per forecast origin, currency and day on which known payments are due.
{{ config(materialized='ephemeral') }}

with known as (
    select
        origins.origin_date,
        series.*,
        -- A payment moved over a month's end belongs to the month in which it was due.
        add_months(trunc(series.paid_date, 'MM'), case
            when series.due_day - day(series.paid_date) > 15 then -1
            when series.due_day - day(series.paid_date) < -15 then 1
            else 0
        end) as paid_month_date
    from {{ ref('silver_finance__forecast_origins') }} as origins
    inner join {{ ref('silver_finance__forecast_series') }} as series
        on origins.currency_code = series.currency_code
        and origins.origin_date > series.paid_date
        and origins.origin_date <= series.next_date
),

numbered as (
    select
        *,
        explode(sequence(1, 14)) as step_number
    from known
),

stepped as (
    select
        *,
        case
            when period_months = 0 then date_add(paid_date, period_days * step_number)
            else least(
                date_add(add_months(paid_month_date, period_months * step_number), due_day - 1),
                last_day(add_months(paid_month_date, period_months * step_number))
            )
        end as nominal_date
    from numbered
),

moved as (
    select
        *,
        {{ moved_off_weekend('nominal_date', 'weekend_rule') }} as due_date
    from stepped
),

timed as (
    select
        *,
        min(due_date) over (partition by origin_date, series_id) as first_due_date
    from moved
),

silver_finance__forecast_due as (
    select
        currency_code,
        origin_date,
        -- What is late by a few days still comes; what is missing for longer has stopped.
        greatest(due_date, origin_date) as due_date,
        sum(due_amount) as due_amount
    from timed
    where
        first_due_date >= date_sub(origin_date, 14)
        and due_date between date_sub(origin_date, 7) and date_add(origin_date, 90)
    group by currency_code, origin_date, greatest(due_date, origin_date)
)

select * from silver_finance__forecast_due
