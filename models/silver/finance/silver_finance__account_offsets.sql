-- One row per account with a fixed point: what to add to the sum of its transactions to get its balance.
-- The fixed point is the household's opening balance, else the first balance that the bank states.
{{ config(materialized='ephemeral') }}

with openings as (
    select
        account_id,
        min(opening_balance_date) as balance_date,
        min_by(opening_balance_amount, opening_balance_date) as balance_amount
    from {{ ref('silver_household__accounts') }}
    where opening_balance_amount is not null and opening_balance_date <= {{ as_of_date() }}
    group by account_id
),

statements as (
    select
        account_id,
        min(balance_date) as balance_date,
        min_by(balance_amount, balance_date) as balance_amount
    from {{ ref('silver_finance__statement_balances') }}
    where balance_date <= {{ as_of_date() }}
    group by account_id
),

anchors as (
    select
        coalesce(openings.account_id, statements.account_id) as account_id,
        coalesce(openings.balance_date, statements.balance_date) as balance_date,
        -- Both are the balance at the end of their day.
        case when openings.account_id is null then statements.balance_amount else openings.balance_amount end
            as balance_amount
    from openings
    full outer join statements on openings.account_id = statements.account_id
),

silver_finance__account_offsets as (
    select
        anchors.account_id,
        anchors.balance_date as fixed_date,
        anchors.balance_amount - coalesce(sum(transactions.amount), 0) as offset_amount
    from anchors
    left join {{ ref('silver_finance__transactions') }} as transactions
        on anchors.account_id = transactions.account_id
        and anchors.balance_date >= transactions.booked_date
    group by anchors.account_id, anchors.balance_date, anchors.balance_amount
)

select * from silver_finance__account_offsets
