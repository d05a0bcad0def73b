-- One row per day, currency and is_converted: what all accounts and securities are worth together.
with statements as (
    select
        account_id,
        holding_date,
        currency_code,
        market_value_amount,
        lead(holding_date) over (
            partition by account_id, currency_code order by holding_date
        ) as next_date
    from {{ ref('silver_finance__security_holdings') }}
    where holding_date <= {{ as_of_date() }}
),

securities as (
    select
        explode(
            sequence(holding_date, coalesce(date_sub(next_date, 1), {{ as_of_date() }}))
        ) as balance_date,
        currency_code,
        market_value_amount as amount
    from statements
),

owned as (
    select balance_date, currency_code, balance_amount as amount
    from {{ ref('daily_account_balance') }}
    union all
    select balance_date, currency_code, amount from securities
),

worth as (
    select balance_date, currency_code, sum(amount) as amount
    from owned
    group by balance_date, currency_code
),

converted as (
    select
        worth.balance_date,
        rates.home_currency_code as currency_code,
        sum(round(worth.amount * rates.rate, 2)) as amount
    from worth
    inner join {{ ref('silver_finance__home_rates') }} as rates
        on worth.currency_code = rates.currency_code
        and {{ holds_on('rates', 'worth.balance_date') }}
    group by worth.balance_date, rates.home_currency_code
),

daily_net_worth as (
    select
        balance_date,
        currency_code,
        false as is_converted,
        cast(amount as decimal(18, 2)) as net_worth_amount
    from worth
    union all
    select
        balance_date,
        currency_code,
        true as is_converted,
        cast(amount as decimal(18, 2)) as net_worth_amount
    from converted
)

select * from daily_net_worth
