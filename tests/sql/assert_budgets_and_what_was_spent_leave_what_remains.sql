-- What was spent, as the month's categories say, and what remains make up the budget.
with spent as (
    select month_date, category, currency_code, spend_amount
    from {{ ref('monthly_category_spend') }}
    union all
    select month_date, '*' as category, currency_code, sum(spend_amount) as spend_amount
    from {{ ref('monthly_category_spend') }}
    group by month_date, currency_code
)

select
    budgets.month_date,
    budgets.category,
    budgets.budget_amount,
    budgets.spent_amount,
    budgets.remaining_amount,
    spent.spend_amount
from {{ ref('monthly_budgets') }} as budgets
left join spent
    on budgets.month_date = spent.month_date
    and budgets.category = spent.category
    and budgets.currency_code = spent.currency_code
where
    budgets.spent_amount + budgets.remaining_amount <> budgets.budget_amount
    or budgets.spent_amount <> coalesce(spent.spend_amount, 0)
