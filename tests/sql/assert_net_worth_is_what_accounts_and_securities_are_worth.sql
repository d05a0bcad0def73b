-- On the as-of date the worth of a currency is its balances and its securities' last known price.
with balances as (
    select currency_code, balance_amount as amount
    from {{ ref('daily_account_balance') }}
    where balance_date = {{ as_of_date() }}
),

securities as (
    select
        currency_code,
        max_by(market_value_amount, holding_date) as amount
    from {{ ref('silver_finance__security_holdings') }}
    where holding_date <= {{ as_of_date() }}
    group by account_id, currency_code
),

expected as (
    select currency_code, sum(amount) as amount
    from (
        select * from balances
        union all
        select * from securities
    ) as owned
    group by currency_code
),

stated as (
    select currency_code, net_worth_amount
    from {{ ref('daily_net_worth') }}
    where balance_date = {{ as_of_date() }} and not is_converted
)

select
    coalesce(expected.currency_code, stated.currency_code) as currency_code,
    expected.amount as expected_amount,
    stated.net_worth_amount
from expected
full outer join stated on expected.currency_code = stated.currency_code
where not expected.amount <=> stated.net_worth_amount
