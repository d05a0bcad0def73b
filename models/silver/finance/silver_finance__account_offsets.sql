-- One row per account with a fixed point: what to add to the sum of its movements to get its
-- balance.
-- The fixed point is the household's opening balance, else the first balance that the bank states;
-- both are the balance at the end of their day.
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

movements as (
    select * from {{ ref('silver_finance__account_movements') }}
),

statements as (
    select
        account_id,
        min(balance_date) as balance_date,
        min_by(stated_amount, balance_date) as balance_amount
    from movements
    where stated_amount is not null
    group by account_id
),

anchors as (
    select * from openings
    union all
    select statements.*
    from statements
    left join openings on statements.account_id = openings.account_id
    where openings.account_id is null
),

silver_finance__account_offsets as (
    select
        anchors.account_id,
        anchors.balance_date as fixed_date,
        anchors.balance_amount - coalesce(sum(movements.moved_amount), 0) as offset_amount
    from anchors
    left join movements
        on anchors.account_id = movements.account_id
        and anchors.balance_date >= movements.balance_date
    group by anchors.account_id, anchors.balance_date, anchors.balance_amount
)

select * from silver_finance__account_offsets
