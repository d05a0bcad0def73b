-- One row per booking with a running balance and the next one of its file: whether the balances
-- move as the amounts say, or just against them.
{{ config(materialized='ephemeral') }}

with steps as (
    select
        _source,
        account_id,
        amount,
        balance_after_amount as balance,
        {{ next_in_file('amount') }} as next_amount,
        {{ next_in_file('balance_after_amount') }} as next_balance
    from {{ ref('silver_finance__bookings') }}
    where balance_after_amount is not null and amount <> 0
),

compared as (
    select
        *,
        -- A file runs forward in time or backward.
        next_balance = balance + next_amount or balance = next_balance + amount as is_agreeing,
        next_balance = balance - next_amount or balance = next_balance - amount as is_reversed
    from steps
    where next_balance is not null
),

silver_finance__balance_steps as (
    select
        _source,
        account_id,
        is_agreeing,
        is_reversed and not is_agreeing as is_contradicting
    from compared
)

select * from silver_finance__balance_steps
