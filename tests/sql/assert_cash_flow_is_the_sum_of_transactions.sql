-- All months of a currency together are all its transactions, own transfers left out.
with months as (
    select currency_code, sum(net_amount) as net_amount
    from {{ ref('monthly_cash_flow') }}
    where not is_converted
    group by currency_code
),

transactions as (
    select currency_code, sum(case when is_own_transfer then 0 else amount end) as net_amount
    from {{ ref('silver_finance__transactions') }}
    where booked_date <= {{ as_of_date() }}
    group by currency_code
)

select
    coalesce(months.currency_code, transactions.currency_code) as currency_code,
    months.net_amount as net_amount_of_months,
    transactions.net_amount as net_amount_of_transactions
from months
full outer join transactions on months.currency_code = transactions.currency_code
where not months.net_amount <=> transactions.net_amount
