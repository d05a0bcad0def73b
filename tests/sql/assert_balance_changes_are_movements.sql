-- A balance changes from one day to the next by what was booked on that day, and by nothing else.
with changes as (
    select
        account_id,
        currency_code,
        balance_date,
        balance_amount,
        balance_amount - lag(balance_amount) over (
            partition by account_id order by balance_date
        ) as changed_amount
    from {{ ref('daily_account_balance') }}
),

movements as (
    select account_id, currency_code, booked_date, sum(amount) as moved_amount
    from {{ ref('silver_finance__transactions') }}
    group by account_id, currency_code, booked_date
)

select
    changes.account_id,
    changes.balance_date,
    changes.balance_amount,
    changes.changed_amount,
    movements.moved_amount
from changes
left join movements
    on changes.account_id = movements.account_id
    and changes.currency_code = movements.currency_code
    and changes.balance_date = movements.booked_date
where changes.changed_amount <> coalesce(movements.moved_amount, 0)
