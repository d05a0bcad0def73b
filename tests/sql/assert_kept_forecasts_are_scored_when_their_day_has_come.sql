-- Every kept forecast of a day that has come is scored, and no other.
with came as (
    select
        model,
        horizon_days,
        currency_code,
        count(*) as count_forecasts
    from {{ ref('daily_balance_forecast') }}
    where forecast_date < {{ as_of_date() }}
    group by model, horizon_days, currency_code
)

select
    coalesce(came.currency_code, scores.currency_code) as currency_code,
    coalesce(came.model, scores.model) as model,
    coalesce(came.horizon_days, scores.horizon_days) as horizon_days,
    came.count_forecasts as count_that_came,
    scores.count_forecasts as count_scored
from came
full join {{ ref('balance_forecast_kept_scores') }} as scores
    on came.model = scores.model
    and came.horizon_days = scores.horizon_days
    and came.currency_code = scores.currency_code
where not came.count_forecasts <=> scores.count_forecasts
