{# A query: how good forecasts were, by model, horizon and currency, in figures to be read.

   forecasts: a relation with model, horizon_days, currency_code. actual: what came.
   scales: a relation as of seasonal_scales(), by currency_code.
   quantiles: the forecast's SQL by its level, in the unit of what came: .05 .1 .5 .9 .95. #}
{% macro forecast_scores(forecasts, actual, scales, quantiles) %}
    select
        model,
        cast(horizon_days as bigint) as horizon_days,
        scores.currency_code,

        count_forecasts,
        cast(error_amount as decimal(18, 2)) as mean_absolute_error_amount,
        cast(error_amount as double) / nullif(cast(scale_amount as double), 0.0e0) as mase,
        coverage_80_percent,
        coverage_90_percent,
        cast(loss_amount as decimal(18, 2)) as pinball_loss_amount
    from (
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
                {{- '+' if not loop.first }} avg({{ pinball_loss(actual, quantile, level) }})
                {%- endfor %}
            ) / {{ quantiles | length }} as loss_amount
        from {{ forecasts }}
        group by model, horizon_days, currency_code
    ) as scores
    left join {{ scales }} on scores.currency_code = {{ scales }}.currency_code
{%- endmacro %}
