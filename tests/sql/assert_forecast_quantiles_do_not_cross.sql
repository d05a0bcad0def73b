-- A higher quantile of a forecast is never below a lower one.
select
    forecast_origin_date,
    forecast_date,
    currency_code,
    model,
    balance_amount_p05,
    balance_amount_p10,
    balance_amount_p50,
    balance_amount_p90,
    balance_amount_p95
from {{ ref('daily_balance_forecast') }}
where
    balance_amount_p05 > balance_amount_p10
    or balance_amount_p10 > balance_amount_p50
    or balance_amount_p50 > balance_amount_p90
    or balance_amount_p90 > balance_amount_p95
