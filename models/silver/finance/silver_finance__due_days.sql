-- One row per recurring payment that counts in months: the day of the month on which it is due, and
-- where it goes from a weekend, as most of its payments explain it.
{{ config(materialized='ephemeral') }}

with payments as (
    select
        recurring.recurring_payment_id,
        bookings.booked_date,
        {{ day_of_week('bookings.booked_date') }} as weekday
    from {{ ref('silver_finance__recurring_bookings') }} as recurring
    inner join {{ ref('payment_cadences') }} as cadences on recurring.cadence = cadences.cadence
    inner join {{ ref('silver_finance__bookings') }} as bookings
        on recurring.transaction_id = bookings.transaction_id
    where cadences.period_months > 0
),

-- The days that each rule may have moved to where it was booked.
possible as (
    select
        recurring_payment_id,
        booked_date,
        explode(concat(
            array(struct('none' as weekend_rule, booked_date as due_date)),
            case when weekday < 5 then array(
                struct('next' as weekend_rule, booked_date as due_date),
                struct('previous' as weekend_rule, booked_date as due_date)
            ) else array() end,
            case when weekday = 0 then array(
                struct('next' as weekend_rule, date_sub(booked_date, 1) as due_date),
                struct('next' as weekend_rule, date_sub(booked_date, 2) as due_date)
            ) else array() end,
            case when weekday = 4 then array(
                struct('previous' as weekend_rule, date_add(booked_date, 1) as due_date),
                struct('previous' as weekend_rule, date_add(booked_date, 2) as due_date)
            ) else array() end
        )) as due
    from payments
),

-- A short month's last day stands for all days that it lacks.
explained as (
    select
        recurring_payment_id,
        due.weekend_rule,
        booked_date,
        explode(case
            when due.due_date = last_day(due.due_date) then sequence(day(due.due_date), 31)
            else array(day(due.due_date))
        end) as due_day
    from possible
),

counted as (
    select
        recurring_payment_id,
        weekend_rule,
        due_day,
        count(distinct booked_date) as count_explained
    from explained
    group by recurring_payment_id, weekend_rule, due_day
),

best as (
    select
        recurring_payment_id,
        min(struct(
            0 - count_explained as missed, weekend_rule <> 'none' as is_moved, weekend_rule, due_day
        )) as explanation
    from counted
    group by recurring_payment_id
),

silver_finance__due_days as (
    select
        recurring_payment_id,
        explanation.weekend_rule as weekend_rule,
        cast(explanation.due_day as bigint) as due_day
    from best
)

select * from silver_finance__due_days
