-- One row per transaction in its own currency, and one in the home currency where a rate is known.
-- Rates come with the household's rules; without them only the home currency itself converts, at 1.
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
        transactions.amount,
        household.currency_code,
        transactions.category,
        transactions.is_own_transfer,
        true as is_converted
    from transactions
    inner join {{ ref('silver_household__settings') }} as household
        on transactions.currency_code = household.currency_code
)

select * from silver_finance__converted_transactions
