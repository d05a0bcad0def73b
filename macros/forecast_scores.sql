{# A query: how good forecasts were, by model, horizon and currency.

   forecasts: a relation with model, horizon_days, currency_code. actual: what came.
   quantiles: the forecast's SQL by its level, in the unit of what came: .05 .1 .5 .9 .95. #}
{% macro forecast_scores(forecasts, actual, quantiles) %}
    select
        model,
        horizon_days,
        currency_code,
        count(*) as count_forecasts,
        {{ mean_absolute_error(actual, quantiles[0.5]) }} as error_amount,
        {{ forecast_coverage_percent(actual, quantiles[0.1], quantiles[0.9]) }}
            as coverage_80_percent,
        {{ forecast_coverage_percent(actual, quantiles[0.05], quantiles[0.95]) }}
            as coverage_90_percent,
        (
            {%- for level, quantile in quantiles.items() %}
            {{- '+' if not loop.first }}
            avg({{ pinball_loss(actual, quantile, level) }})
            {%- endfor %}
        ) / {{ quantiles | length }} as loss_amount
    from {{ forecasts }}
    group by model, horizon_days, currency_code
{%- endmacro %}
