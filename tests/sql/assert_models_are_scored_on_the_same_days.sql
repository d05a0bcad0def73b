-- Models are compared on the same forecasts: at a horizon all were scored equally often.
select
    currency_code,
    horizon_days,
    min(count_forecasts) as lowest_count,
    max(count_forecasts) as highest_count,
    count(*) as count_models
from {{ ref('balance_forecast_backtest') }}
group by currency_code, horizon_days
having min(count_forecasts) <> max(count_forecasts) or count(*) <> 4
