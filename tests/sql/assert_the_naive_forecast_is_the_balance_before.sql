-- Forecasts start from the books: the naive one is the balance of all accounts the day before.
with balances as (
    select
        currency_code,
        sum(balance_amount) as balance_amount
    from {{ ref('daily_account_balance') }}
    where balance_date = date_sub({{ as_of_date() }}, 1)
    group by currency_code
)

select
    forecasts.currency_code,
    forecasts.horizon_days,
    forecasts.balance_amount_p50,
    balances.balance_amount
from {{ ref('daily_balance_forecast') }} as forecasts
left join balances on forecasts.currency_code = balances.currency_code
where
    forecasts.model = 'naive'
    and forecasts.forecast_origin_date = {{ as_of_date() }}
    and not forecasts.balance_amount_p50 <=> balances.balance_amount
