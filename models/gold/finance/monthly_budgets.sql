-- One row per month, category with a budget, and currency: what may be spent, and what is left.
with span as (
    select
        min(month_date) as first_month_date,
        to_date(date_trunc('month', {{ as_of_date() }})) as last_month_date
    from {{ ref('monthly_category_spend') }}
),

months as (
    select
        explode(
            sequence(
                coalesce(first_month_date, last_month_date), last_month_date, interval 1 month
            )
        ) as month_date
    from span
),

holding as (
    select
        months.month_date,
        budgets.category,
        budgets.currency_code,
        budgets.budget_amount,
        row_number() over (
            partition by months.month_date, budgets.category, budgets.currency_code
            order by budgets.valid_from_date desc, budgets.budget_number desc
        ) as budget_rank
    from months
    inner join {{ ref('silver_household__budgets') }} as budgets
        on {{ holds_on('budgets', 'months.month_date') }}
),

spent as (
    select month_date, category, currency_code, spend_amount
    from {{ ref('monthly_category_spend') }}
    union all
    select month_date, '*' as category, currency_code, sum(spend_amount) as spend_amount
    from {{ ref('monthly_category_spend') }}
    group by month_date, currency_code
),

monthly_budgets as (
    select
        holding.month_date,
        holding.category,
        holding.currency_code,

        holding.budget_amount,
        cast(coalesce(spent.spend_amount, 0) as decimal(18, 2)) as spent_amount,
        cast(holding.budget_amount - coalesce(spent.spend_amount, 0) as decimal(18, 2))
            as remaining_amount,
        -- The as-of day counts as passed: its bookings are in.
        least(
            100.0e0,
            100.0e0 * (datediff({{ as_of_date() }}, holding.month_date) + 1)
            / day(last_day(holding.month_date))
        ) as passed_percent
    from holding
    left join spent
        on holding.month_date = spent.month_date
        and holding.category = spent.category
        and holding.currency_code = spent.currency_code
    where holding.budget_rank = 1
)

select * from monthly_budgets
