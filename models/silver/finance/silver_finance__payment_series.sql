-- One row per booking and possible series that it belongs to, coarse ones first: all of a payee's
-- first word, of the payee, of its description, of about one amount, of one, of one on one day.
{{ config(materialized='ephemeral') }}

with payments as (
    select payments.* from {{ ref('silver_finance__payments') }} as payments
    -- Goods that are returned now and then are no income that comes back.
    left anti join {{ ref('silver_finance__refunds') }} as refunds
        on payments.transaction_id = refunds.transaction_id
),

steps as (
    select
        *,
        lag(amount) over (
            partition by account_id, currency_code, is_income, payee_key
            order by amount, booked_date, transaction_id
        ) as next_smaller_amount,
        row_number() over (
            partition by account_id, currency_code, payee_key, amount, booked_date
            order by transaction_id
        ) as twin_number
    from payments
),

-- Amounts in their order, cut where one lies further from the next than an amount of one series.
banded as (
    select
        *,
        sum(
            case when abs(amount - next_smaller_amount) > 0.25 * abs(amount) then 1 else 0 end
        ) over amounts as band,
        sum(
            case when abs(amount - next_smaller_amount) > 0.02 * abs(amount) then 1 else 0 end
        ) over amounts as narrow_band
    from steps
    window amounts as (
        partition by account_id, currency_code, is_income, payee_key
        order by amount, booked_date, transaction_id
    )
),

neighbours as (
    select
        *,
        day(booked_date) - lag(day(booked_date)) over (
            partition by account_id, currency_code, is_income, payee_key, narrow_band, twin_number
            order by day(booked_date), transaction_id
        ) > 2 as is_another_day
    from banded
),

-- Two savings plans of one amount go out on days of their own.
placed as (
    select
        *,
        sum(case when is_another_day then 1 else 0 end) over (
            partition by account_id, currency_code, is_income, payee_key, narrow_band, twin_number
            order by day(booked_date), transaction_id
        ) as day_cluster
    from neighbours
),

exploded as (
    select
        account_id,
        currency_code,
        is_income,
        transaction_id,
        booked_date,
        amount,
        posexplode(array(
            regexp_extract(payee_key, '^\\S*', 0),
            payee_key,
            concat_ws('|', payee_key, description_key),
            concat_ws('|', payee_key, band),
            concat_ws('|', payee_key, narrow_band, twin_number),
            concat_ws('|', payee_key, narrow_band, twin_number, day_cluster)
        )) as (series_level, series_key)
    from placed
),

silver_finance__payment_series as (
    select
        account_id,
        currency_code,
        is_income,
        transaction_id,
        booked_date,
        amount,
        series_level,
        series_key
    from exploded
)

select * from silver_finance__payment_series
