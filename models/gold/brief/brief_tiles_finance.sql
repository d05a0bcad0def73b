-- One row per tile of the money: this month's cash flow and the balance of all accounts, by
-- currency.
{{ config(materialized='ephemeral', contract={'enforced': false}) }}

with cash_flow as (
    select
        concat('cash_flow_', lower(currencies.currency_code)) as tile_id,
        'Net this month' as title,
        currencies.currency_code as unit,
        coalesce(months.net_amount, cast(0 as decimal(18, 2))) as value,
        concat(
            'income ', coalesce(cast(months.income_amount as string), '0.00'),
            ', expense ', coalesce(cast(months.expense_amount as string), '0.00')
        ) as comparison,
        'good' as status
    from (select distinct currency_code from {{ ref('daily_account_balance') }}) as currencies
    left join {{ ref('monthly_cash_flow') }} as months
        on currencies.currency_code = months.currency_code
        and not months.is_converted
        and months.month_date = to_date(date_trunc('month', {{ as_of_date() }}))
),

balances as (
    select
        concat('balance_', lower(currency_code)) as tile_id,
        'Balance of all accounts' as title,
        currency_code as unit,
        cast(sum(balance_amount) as decimal(18, 2)) as value,
        concat(
            cast(sum(case when is_reconciled then 1 else 0 end) as string), ' of ',
            cast(count(*) as string), ' accounts agree with their bank'
        ) as comparison,
        case when min(case when is_reconciled then 1 else 0 end) = 1 then 'good' else 'watch' end
            as status
    from {{ ref('daily_account_balance') }}
    where balance_date = {{ as_of_date() }}
    group by currency_code
),

brief_tiles_finance as (
    select 'finance' as domain, cash_flow.* from cash_flow
    union all
    select 'finance' as domain, balances.* from balances
)

select * from brief_tiles_finance
