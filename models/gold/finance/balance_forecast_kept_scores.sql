-- One row per model, horizon and currency: how good the forecasts were that were really made, each
-- kept as it was said, now that its day has come.
with balances as (
    select
        currency_code,
        balance_date,
        sum(balance_amount) as balance_amount
    from {{ ref('daily_account_balance') }}
    where balance_date < {{ as_of_date() }}
    group by currency_code, balance_date
),

forecasts as (
    select
        forecasts.*,
        balances.balance_amount
    from {{ ref('daily_balance_forecast') }} as forecasts
    inner join balances
        on forecasts.currency_code = balances.currency_code
        and forecasts.forecast_date = balances.balance_date
),

firsts as (
    select
        currency_code,
        min(forecast_origin_date) as first_origin_date
    from {{ ref('daily_balance_forecast') }}
    group by currency_code
),

known as (
    select balances.*
    from balances
    inner join firsts
        on balances.currency_code = firsts.currency_code
        and balances.balance_date < firsts.first_origin_date
),

-- As the backtest scales: what a month-old balance is off by.
scales as (
    {{ seasonal_scales('known', 'currency_code', 'balance_date', 'balance_amount', 30) }}
),

balance_forecast_kept_scores as (
    {{ forecast_scores('forecasts', 'balance_amount', 'scales', {
        0.05: 'balance_amount_p05',
        0.1: 'balance_amount_p10',
        0.5: 'balance_amount_p50',
        0.9: 'balance_amount_p90',
        0.95: 'balance_amount_p95',
    }) }}
)

select * from balance_forecast_kept_scores
