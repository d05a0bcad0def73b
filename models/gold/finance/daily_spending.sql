-- One row per day from the first purchase to the last: what was spent in the home currency, own
-- transfers left out. A day without a purchase is a day of spending 0.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with purchases as (
    select
        booked_date,
        0 - amount as spend_amount
    from {{ ref('silver_finance__converted_transactions') }}
    where is_converted and not is_own_transfer and amount < 0
),

purchase_spans as (
    select
        min(booked_date) as first_date,
        max(booked_date) as last_date
    from purchases
),

purchase_days as (
    select explode(sequence(first_date, last_date)) as spend_date
    from purchase_spans
    where first_date is not null
),

daily_spending as (
    select
        purchase_days.spend_date,
        'household' as subject_id,
        cast(coalesce(sum(purchases.spend_amount), 0) as double) as spend_amount
    from purchase_days
    left join purchases on purchase_days.spend_date = purchases.booked_date
    group by purchase_days.spend_date
)

select * from daily_spending
