-- One row per tile of the money: this month's cash flow, the balance of all accounts, and the
-- payments of the week to come, by currency.
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

-- What is late still comes.
due as (
    select
        *,
        next_expected_date <= date_add({{ as_of_date() }}, 6) as is_due
    from {{ ref('recurring_payments') }}
    where is_active and not is_own_transfer and typical_amount < 0
),

payments as (
    select
        concat('payments_due_', lower(currency_code)) as tile_id,
        'Recurring payments within 7 days' as title,
        currency_code as unit,
        cast(
            abs(sum(case when is_due then typical_amount else 0 end)) as decimal(18, 2)
        ) as value,
        coalesce(
            array_join(sort_array(collect_list(case
                when is_due then concat(date_format(next_expected_date, 'MM-dd'), ' ', payee)
            end)), ', '),
            ''
        ) as comparison,
        'good' as status
    from due
    group by currency_code
),

brief_tiles_finance as (
    select 'finance' as domain, cash_flow.* from cash_flow
    union all
    select 'finance' as domain, balances.* from balances
    union all
    select 'finance' as domain, payments.* from payments
)

select * from brief_tiles_finance
