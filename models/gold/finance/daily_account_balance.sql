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

openings as (
    select
        account_id,
        min(currency_code) as currency_code,
        -- An opening balance is that of its day's end, as a bank states it.
        min(opening_balance_date) as balance_date,
        min_by(opening_balance_amount, opening_balance_date) as balance_amount
    from {{ ref('silver_household__accounts') }}
    where opening_balance_amount is not null and opening_balance_date <= {{ as_of_date() }}
    group by account_id
),

-- One fixed point for each account: the household's own, else the bank's first.
anchors as (
    select account_id, balance_date, balance_amount
    from openings

    union all

    select account_id, min(balance_date) as balance_date, min_by(balance_amount, balance_date) as balance_amount
    from statements
    where account_id not in (select account_id from openings)
    group by account_id
),

known as (
    select account_id, currency_code, balance_date from movements
    union all
    select account_id, currency_code, balance_date from statements
    union all
    select account_id, currency_code, balance_date from openings
),

days as (
    select
        account_id,
        currency_code,
        explode(sequence(min(balance_date), {{ as_of_date() }})) as balance_date
    from known
    group by account_id, currency_code
),

running as (
    select
        days.account_id,
        days.currency_code,
        days.balance_date,
        sum(coalesce(movements.moved_amount, 0)) over (
            partition by days.account_id, days.currency_code order by days.balance_date
        ) as moved_amount
    from days
    left join movements
        on days.account_id = movements.account_id
        and days.currency_code = movements.currency_code
        and days.balance_date = movements.balance_date
),

offsets as (
    select
        anchors.account_id,
        anchors.balance_amount - coalesce(running.moved_amount, 0) as offset_amount
    from anchors
    left join running
        on anchors.account_id = running.account_id
        and anchors.balance_date = running.balance_date
),

balances as (
    select
        running.balance_date,
        running.account_id,
        running.currency_code,
        running.moved_amount + coalesce(offsets.offset_amount, 0) as balance_amount,
        max(case when statements.balance_date is not null then running.balance_date end) over (
            partition by running.account_id, running.currency_code order by running.balance_date
        ) as last_stated_date,
        statements.balance_amount = running.moved_amount + coalesce(offsets.offset_amount, 0) as agrees
    from running
    left join offsets on running.account_id = offsets.account_id
    left join statements
        on running.account_id = statements.account_id
        and running.currency_code = statements.currency_code
        and running.balance_date = statements.balance_date
),

daily_account_balance as (
    select
        balances.balance_date,
        balances.account_id,

        cast(balances.balance_amount as decimal(18, 2)) as balance_amount,
        balances.currency_code,
        coalesce(stated.agrees, false) as is_reconciled
    from balances
    left join balances as stated
        on balances.account_id = stated.account_id
        and balances.currency_code = stated.currency_code
        and balances.last_stated_date = stated.balance_date
)

select * from daily_account_balance
