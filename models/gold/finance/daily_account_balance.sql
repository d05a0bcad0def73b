-- One row per day and account, from the first known day to the as-of date: the balance at the day's end.
with movements as (
    select account_id, currency_code, booked_date as balance_date, sum(amount) as moved_amount
    from {{ ref('silver_finance__transactions') }}
    where booked_date <= {{ as_of_date() }}
    group by account_id, currency_code, booked_date
),

statements as (
    select account_id, currency_code, balance_date, balance_amount
    from {{ ref('silver_finance__statement_balances') }}
    where balance_date <= {{ as_of_date() }}
),

offsets as (
    select * from {{ ref('silver_finance__account_offsets') }}
),

known as (
    select account_id, currency_code, balance_date from movements
    union all
    select account_id, currency_code, balance_date from statements
    union all
    select accounts.account_id, accounts.currency_code, offsets.fixed_date as balance_date
    from {{ ref('silver_household__accounts') }} as accounts
    inner join offsets on accounts.account_id = offsets.account_id
),

days as (
    select
        account_id,
        currency_code,
        explode(sequence(min(balance_date), {{ as_of_date() }})) as balance_date
    from known
    group by account_id, currency_code
),

balances as (
    select
        days.balance_date,
        days.account_id,
        days.currency_code,
        coalesce(offsets.offset_amount, 0) + sum(coalesce(movements.moved_amount, 0)) over (
            partition by days.account_id, days.currency_code order by days.balance_date
        ) as balance_amount,
        statements.balance_amount as stated_amount
    from days
    left join offsets on days.account_id = offsets.account_id
    left join movements
        on days.account_id = movements.account_id
        and days.currency_code = movements.currency_code
        and days.balance_date = movements.balance_date
    left join statements
        on days.account_id = statements.account_id
        and days.currency_code = statements.currency_code
        and days.balance_date = statements.balance_date
),

daily_account_balance as (
    select
        balance_date,
        account_id,

        cast(balance_amount as decimal(18, 2)) as balance_amount,
        currency_code,
        -- Holds from one balance that the bank states to the next; before the first nothing is known.
        coalesce(
            last_value(stated_amount = balance_amount, true) over (
                partition by account_id, currency_code order by balance_date
            ),
            false
        ) as is_reconciled
    from balances
)

select * from daily_account_balance
