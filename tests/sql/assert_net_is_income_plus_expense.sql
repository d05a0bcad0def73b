-- A month's net is its income and its expense, to the cent.
select
    month_date,
    currency_code,
    is_converted,
    income_amount,
    expense_amount,
    net_amount
from {{ ref('monthly_cash_flow') }}
where net_amount <> income_amount + expense_amount
