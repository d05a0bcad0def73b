-- One row per month, category and currency: what was spent, money back taken off, transfers between
-- own accounts and income left out.
with monthly_category_spend as (
    select
        to_date(date_trunc('month', booked_date)) as month_date,
        category,
        currency_code,

        cast(0 - sum(amount) as decimal(18, 2)) as spend_amount,
        count(*) as count_transactions
    from {{ ref('silver_finance__transactions') }}
    where is_spending and booked_date <= {{ as_of_date() }}
    group by to_date(date_trunc('month', booked_date)), category, currency_code
)

select * from monthly_category_spend
