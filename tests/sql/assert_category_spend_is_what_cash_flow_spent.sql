-- What categories say was spent is the net cash flow of the month without its income.
with categories as (
    select
        month_date,
        currency_code,
        sum(spend_amount) as spend_amount
    from {{ ref('monthly_category_spend') }}
    group by month_date, currency_code
),

income as (
    select
        to_date(date_trunc('month', booked_date)) as month_date,
        currency_code,
        sum(amount) as income_amount
    from {{ ref('silver_finance__transactions') }}
    where not is_own_transfer and not is_spending and booked_date <= {{ as_of_date() }}
    group by to_date(date_trunc('month', booked_date)), currency_code
)

select
    flows.month_date,
    flows.currency_code,
    flows.net_amount,
    income.income_amount,
    categories.spend_amount
from {{ ref('monthly_cash_flow') }} as flows
left join categories
    on flows.month_date = categories.month_date and flows.currency_code = categories.currency_code
left join income
    on flows.month_date = income.month_date and flows.currency_code = income.currency_code
where
    not flows.is_converted
    and flows.net_amount
    <> coalesce(income.income_amount, 0) - coalesce(categories.spend_amount, 0)
