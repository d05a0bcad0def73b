-- One row per tile of what is to come: the lowest balance expected, what is left of the budget,
-- what all is worth, and money that no rate converts.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with forecasts as (
    select
        currency_code,
        min(balance_amount_p50) as lowest_amount,
        min(balance_amount_p05) as cautious_amount,
        max(below_zero_probability) as below_zero_probability
    from {{ ref('daily_balance_forecast') }}
    where
        model = 'daybook'
        and forecast_origin_date = {{ as_of_date() }}
        and horizon_days <= 30
    group by currency_code
),

lowest as (
    select
        concat('lowest_balance_', lower(currency_code)) as tile_id,
        'Lowest expected balance in 30 days' as title,
        currency_code as unit,
        lowest_amount as value,
        concat(
            'with 95 % above ', cast(cautious_amount as string), '; below zero with ',
            cast(cast(round(100 * below_zero_probability) as int) as string), ' %'
        ) as comparison,
        case
            when below_zero_probability >= 0.5 then 'alert'
            when below_zero_probability >= 0.1 then 'watch'
            else 'good'
        end as status
    from forecasts
),

budgets as (
    select
        concat('budget_', lower(currency_code)) as tile_id,
        'Left of the budget this month' as title,
        currency_code as unit,
        -- All spending together, where it has a budget, holds the others.
        cast(coalesce(
            sum(case when category = '*' then remaining_amount end), sum(remaining_amount)
        ) as decimal(18, 2)) as value,
        concat(
            cast(count(case when remaining_amount < 0 then 1 end) as string), ' of ',
            cast(count(*) as string), ' overspent, ',
            cast(cast(round(max(passed_percent)) as int) as string), ' % of the month has passed'
        ) as comparison,
        case when min(remaining_amount) < 0 then 'watch' else 'good' end as status
    from {{ ref('monthly_budgets') }}
    where month_date = to_date(date_trunc('month', {{ as_of_date() }}))
    group by currency_code
),

worth as (
    select
        concat('net_worth_', lower(currency_code)) as tile_id,
        'Net worth' as title,
        currency_code as unit,
        max(case when balance_date = {{ as_of_date() }} then net_worth_amount end) as value,
        coalesce(concat('30 days ago ', cast(
            max(case when balance_date <> {{ as_of_date() }} then net_worth_amount end) as string
        )), 'not known 30 days ago') as comparison,
        'good' as status
    from {{ ref('daily_net_worth') }}
    where
        is_converted
        and balance_date in ({{ as_of_date() }}, date_sub({{ as_of_date() }}, 30))
    group by currency_code
),

unconverted as (
    select
        concat('rate_missing_', lower(worth.currency_code)) as tile_id,
        'Not in the home currency: no rate' as title,
        worth.currency_code as unit,
        worth.net_worth_amount as value,
        'add a line to rules/rates.csv' as comparison,
        'watch' as status
    from {{ ref('daily_net_worth') }} as worth
    left join {{ ref('silver_finance__home_rates') }} as rates
        on worth.currency_code = rates.currency_code
        and {{ holds_on('rates', 'worth.balance_date') }}
    where
        worth.balance_date = {{ as_of_date() }}
        and not worth.is_converted
        and rates.currency_code is null
),

brief_tiles_outlook as (
    {%- for tiles in ['lowest', 'budgets', 'worth', 'unconverted'] %}
    {{ 'union all' if not loop.first }}
    select 'finance' as domain, {{ tiles }}.* from {{ tiles }}
    {%- endfor %}
)

select * from brief_tiles_outlook
