-- One row per model, horizon and currency: how good the forecasts of the last year were, each made
-- from what was booked before its origin.
with scored as (
    select * from {{ ref('silver_finance__forecast_quantiles') }}
    where came_amount is not null and origin_date < {{ as_of_date() }}
),

firsts as (
    select
        currency_code,
        min(origin_date) as first_origin_date
    from scored
    group by currency_code
),

balances as (
    select
        balances.currency_code,
        balances.balance_date,
        sum(balances.balance_amount) as balance_amount
    from {{ ref('daily_account_balance') }} as balances
    inner join firsts
        on balances.currency_code = firsts.currency_code
        and balances.balance_date < firsts.first_origin_date
    group by balances.currency_code, balances.balance_date
),

-- A month of days: what a month-old balance is off by.
scales as (
    {{ seasonal_scales('balances', 'currency_code', 'balance_date', 'balance_amount', 30) }}
),

balance_forecast_backtest as (
    {{ forecast_scores('scored', 'came_amount', 'scales', {
        0.05: forecast_quantile(0.05),
        0.1: forecast_quantile(0.1),
        0.5: forecast_quantile(0.5),
        0.9: forecast_quantile(0.9),
        0.95: forecast_quantile(0.95),
    }) }}
)

select * from balance_forecast_backtest
