-- One row per day on which it was made, day that it speaks of, currency and model: the balance of
-- all accounts to come, and how sure that is. What was said on a past day stays as it was said.
{{ config(
    materialized='incremental',
    incremental_strategy='merge',
    unique_key=['forecast_origin_date', 'forecast_date', 'currency_code', 'model'],
    full_refresh=false,
    on_schema_change='append_new_columns',
    meta={'rebuild': 'keeps_history'}
) }}

{% set levels = forecast_levels().split() | map('float') | list -%}
with balances as (
    select
        currency_code,
        sum(balance_amount) as balance_amount
    from {{ ref('daily_account_balance') }}
    where balance_date = date_sub({{ as_of_date() }}, 1)
    group by currency_code
),

{% if is_incremental() -%}
kept as (
    select max(forecast_origin_date) as newest_date from {{ this }}
),

{% endif -%}
forecasts as (
    select
        quantiles.*,
        balances.balance_amount,
        -- Where zero lies among the quantiles.
        0 - balances.balance_amount - quantiles.change_amount as zero_error
    from {{ ref('silver_finance__forecast_quantiles') }} as quantiles
    inner join balances on quantiles.currency_code = balances.currency_code
    {% if is_incremental() -%}
        -- A build of an earlier day than the last one tells nothing new.
        cross join kept
    {% endif -%}
    where
        quantiles.origin_date = {{ as_of_date() }}
        and {{
            'coalesce(quantiles.origin_date >= kept.newest_date, true)'
            if is_incremental() else 'true'
        }}
),

daily_balance_forecast as (
    select
        origin_date as forecast_origin_date,
        forecast_date,
        currency_code,
        model,

        cast(horizon_days as bigint) as horizon_days,
        cast(balance_amount + {{ forecast_quantile(0.05) }} as decimal(18, 2))
            as balance_amount_p05,
        cast(balance_amount + {{ forecast_quantile(0.1) }} as decimal(18, 2))
            as balance_amount_p10,
        cast(balance_amount + {{ forecast_quantile(0.5) }} as decimal(18, 2))
            as balance_amount_p50,
        cast(balance_amount + {{ forecast_quantile(0.9) }} as decimal(18, 2))
            as balance_amount_p90,
        cast(balance_amount + {{ forecast_quantile(0.95) }} as decimal(18, 2))
            as balance_amount_p95,
        cast(case
            when zero_error < element_at(error_quantiles, 1) then {{ levels[0] / 2 }}
            {%- for low in levels[:-1] %}
            when zero_error < element_at(error_quantiles, {{ loop.index + 1 }})
                then {{ low }} + {{ (levels[loop.index] - low) | round(3) }} * cast(
                    zero_error - element_at(error_quantiles, {{ loop.index }}) as double
                ) / nullif(cast(
                    element_at(error_quantiles, {{ loop.index + 1 }})
                    - element_at(error_quantiles, {{ loop.index }}) as double
                ), 0.0e0)
            {%- endfor %}
            else {{ 1 - levels[0] / 2 }}
        end as double) as below_zero_probability
    from forecasts
)

select * from daily_balance_forecast
