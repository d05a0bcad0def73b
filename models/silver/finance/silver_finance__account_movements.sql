-- One row per account and day on which it moved, or of which the bank states the balance, up to the
-- as-of date.
{{ config(materialized='ephemeral') }}

with movements as (
    select
        transactions.account_id,
        transactions.booked_date as balance_date,
        sum(transactions.amount) as moved_amount
    from {{ ref('silver_finance__transactions') }} as transactions
    inner join {{ ref('silver_finance__account_currencies') }} as currencies
        on transactions.account_id = currencies.account_id
        and transactions.currency_code = currencies.currency_code
    where transactions.booked_date <= {{ as_of_date() }}
    group by transactions.account_id, transactions.booked_date
),

statements as (
    select
        statements.account_id,
        statements.balance_date,
        statements.balance_amount
    from {{ ref('silver_finance__statement_balances') }} as statements
    inner join {{ ref('silver_finance__account_currencies') }} as currencies
        on statements.account_id = currencies.account_id
        and statements.currency_code = currencies.currency_code
    where statements.balance_date <= {{ as_of_date() }}
),

silver_finance__account_movements as (
    select
        coalesce(movements.account_id, statements.account_id) as account_id,
        coalesce(movements.balance_date, statements.balance_date) as balance_date,
        coalesce(movements.moved_amount, 0) as moved_amount,
        statements.balance_amount as stated_amount
    from movements
    full outer join statements
        on movements.account_id = statements.account_id
        and movements.balance_date = statements.balance_date
)

select * from silver_finance__account_movements
