-- One row per transaction in its own currency, and one in the home currency where a rate of its day
-- is known.
{{ config(materialized='ephemeral') }}

with transactions as (
    select * from {{ ref('silver_finance__transactions') }}
    where booked_date <= {{ as_of_date() }}
),

silver_finance__converted_transactions as (
    select
        transaction_id,
        account_id,
        booked_date,
        amount,
        currency_code,
        category,
        is_own_transfer,
        false as is_converted
    from transactions

    union all

    select
        transactions.transaction_id,
        transactions.account_id,
        transactions.booked_date,
        cast(round(transactions.amount * rates.rate, 2) as decimal(18, 2)) as amount,
        rates.home_currency_code as currency_code,
        transactions.category,
        transactions.is_own_transfer,
        true as is_converted
    from transactions
    inner join {{ ref('silver_finance__home_rates') }} as rates
        on transactions.currency_code = rates.currency_code
        and {{ holds_on('rates', 'transactions.booked_date') }}
)

select * from silver_finance__converted_transactions
