-- One row per recurring payment: the day on which it is due next, counted from its last payment,
-- and when it has stopped without one.
{{ config(materialized='ephemeral') }}

with series as (
    select
        recurring.recurring_payment_id,
        recurring.cadence,
        max(bookings.booked_date) as last_date
    from {{ ref('silver_finance__recurring_bookings') }} as recurring
    inner join {{ ref('silver_finance__bookings') }} as bookings
        on recurring.transaction_id = bookings.transaction_id
    group by recurring.recurring_payment_id, recurring.cadence
),

-- A payment moved off a weekend may be booked in another month than the one that it is for.
months as (
    select
        series.*,
        days.due_day,
        coalesce(days.weekend_rule, 'none') as weekend_rule,
        cadences.tolerance_days,
        cast(cadences.period_days as int) as period_days,
        add_months(
            trunc(date_sub(series.last_date, cast(days.due_day as int) - 15), 'MM'),
            cast(cadences.period_months as int)
        ) as due_month_date
    from series
    left join {{ ref('payment_cadences') }} as cadences on series.cadence = cadences.cadence
    left join {{ ref('silver_finance__due_days') }} as days
        on series.recurring_payment_id = days.recurring_payment_id
),

dated as (
    select
        *,
        case
            when due_day is null then date_add(last_date, period_days)
            else least(date_add(due_month_date, cast(due_day as int) - 1), last_day(due_month_date))
        end as due_date
    from months
),

silver_finance__recurring_due_dates as (
    select
        recurring_payment_id,
        due_day,
        weekend_rule,
        coalesce(tolerance_days, 0) as tolerance_days,
        {{ moved_off_weekend('due_date', 'weekend_rule') }} as expected_date,
        -- An irregular one has stopped after two months.
        case
            when due_date is null then date_add(last_date, 62)
            else date_add(due_date, greatest(cast(2 * tolerance_days as int), 7))
        end as stopped_date
    from dated
)

select * from silver_finance__recurring_due_dates
