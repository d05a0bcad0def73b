-- One row per month, currency and is_converted: income and expense, transfers between own accounts
-- left out.
with transactions as (
    select
        *,
        to_date(date_trunc('month', booked_date)) as month_date
    from {{ ref('silver_finance__converted_transactions') }}
),

spans as (
    select
        currency_code,
        is_converted,
        explode(sequence(min(month_date), max(month_date), interval 1 month)) as month_date
    from transactions
    group by currency_code, is_converted
),

flows as (
    select
        month_date,
        currency_code,
        is_converted,
        sum(case when amount > 0 then amount else 0 end) as income_amount,
        sum(case when amount < 0 then amount else 0 end) as expense_amount
    from transactions
    where not is_own_transfer
    group by month_date, currency_code, is_converted
),

monthly_cash_flow as (
    select
        spans.month_date,
        spans.currency_code,
        spans.is_converted,

        cast(coalesce(flows.income_amount, 0) as decimal(18, 2)) as income_amount,
        cast(coalesce(flows.expense_amount, 0) as decimal(18, 2)) as expense_amount,
        cast(coalesce(flows.income_amount + flows.expense_amount, 0) as decimal(18, 2))
            as net_amount
    from spans
    left join flows
        on spans.month_date = flows.month_date
        and spans.currency_code = flows.currency_code
        and spans.is_converted = flows.is_converted
)

select * from monthly_cash_flow
