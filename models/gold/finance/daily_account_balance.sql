-- One row per day and account, from the first known day to the as-of date: the balance at the day's
-- end.
with movements as (
    select * from {{ ref('silver_finance__account_movements') }}
),

offsets as (
    select * from {{ ref('silver_finance__account_offsets') }}
),

known as (
    select account_id, balance_date from movements
    union all
    select account_id, fixed_date as balance_date from offsets
),

days as (
    select
        account_id,
        explode(sequence(min(balance_date), {{ as_of_date() }})) as balance_date
    from known
    group by account_id
),

balances as (
    select
        days.balance_date,
        days.account_id,
        coalesce(offsets.offset_amount, 0) + sum(coalesce(movements.moved_amount, 0)) over (
            partition by days.account_id order by days.balance_date
        ) as balance_amount,
        movements.stated_amount
    from days
    left join offsets on days.account_id = offsets.account_id
    left join movements
        on days.account_id = movements.account_id
        and days.balance_date = movements.balance_date
),

daily_account_balance as (
    select
        balances.balance_date,
        balances.account_id,

        cast(balances.balance_amount as decimal(18, 2)) as balance_amount,
        currencies.currency_code,
        -- Holds from one balance that the bank states to the next; before the first nothing is
        -- known.
        coalesce(
            last_value(balances.stated_amount = balances.balance_amount, true) over (
                partition by balances.account_id order by balances.balance_date
            ),
            false
        ) as is_reconciled
    from balances
    inner join {{ ref('silver_finance__account_currencies') }} as currencies
        on balances.account_id = currencies.account_id
)

select * from daily_account_balance
