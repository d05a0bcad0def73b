-- One row per tile and day: the series of which a tile shows the newest value, for 90 days back.
with metrics as (
    {{ home_day_metrics() }}
    union all
    {{ body_day_metrics() }}
),

balances as (
    select
        concat('balance_', lower(currency_code)) as tile_id,
        balance_date as trend_date,
        cast(sum(balance_amount) as double) as value
    from {{ ref('daily_account_balance') }}
    group by currency_code, balance_date
),

worth as (
    select
        concat('net_worth_', lower(currency_code)) as tile_id,
        balance_date as trend_date,
        cast(net_worth_amount as double) as value
    from {{ ref('daily_net_worth') }}
    where is_converted
),

readiness as (
    select
        concat('readiness_', person_id) as tile_id,
        readiness_date as trend_date,
        readiness_percent as value
    from {{ ref('daily_readiness') }}
),

-- Today is not over: what a day adds up ends yesterday, what stands at a moment ends today.
trends as (
    select
        tile_id,
        metric_date as trend_date,
        metric_value as value
    from metrics
    where metric_date < {{ as_of_date() }}
    union all
    select * from balances
    union all
    select * from worth
    union all
    select * from readiness
),

morning_trends as (
    select
        tile_id,
        trend_date,

        value
    from trends
    where trend_date between date_sub({{ as_of_date() }}, 90) and {{ as_of_date() }}
)

select * from morning_trends
