-- One row per meter, flow, register, local day, component, tier and stretch of time with one price:
-- that of the tariff, or that of a market times the tariff's. Instants are seconds since 1970.
{{ config(materialized='ephemeral') }}

with markets as (
    select
        *,
        explode(
            sequence(to_date(started_at), to_date(ended_at - interval 1 second))
        ) as utc_date
    from {{ ref('silver_home__market_prices') }}
    where {{ month_filter('event_month', reach=1) }}
),

-- Those of a market are found by the days of UTC.
prices as (
    select
        *,
        explode(
            case
                when market is null then array(cast(null as date))
                else sequence(
                    to_date(timestamp_seconds(from_second)),
                    to_date(timestamp_seconds(to_second - 1))
                )
            end
        ) as utc_date
    from {{ ref('silver_home__fitting_prices') }}
),

-- Cut at the midnights of UTC, too.
traded as (
    select
        prices.*,
        case
            when prices.market is null then prices.price
            else cast(prices.price * markets.price as decimal(19, 10))
        end as traded_price,
        -- Of nothing known the others count.
        greatest(
            prices.from_second,
            unix_timestamp(markets.started_at),
            unix_timestamp(cast(prices.utc_date as timestamp))
        ) as traded_from,
        least(
            prices.to_second,
            unix_timestamp(markets.ended_at),
            unix_timestamp(cast(date_add(prices.utc_date, 1) as timestamp))
        ) as traded_to
    from prices
    left join markets
        on prices.market = markets.market
        and prices.utc_date = markets.utc_date
),

-- Where a market is silent there is no price, and the whole stretch says so.
silent as (
    select
        *,
        sum(traded_to - traded_from) over (
            partition by
                known_until_at, meter_id, flow, register_id, local_date, component, market,
                from_second, usage_from
        ) < to_second - from_second as is_silent
    from traded
    where traded_from < traded_to
),

silver_home__price_segments as (
    select
        known_until_at,
        meter_id,
        flow,
        register_id,
        local_date,
        component,
        case when not is_silent then traded_price end as price,
        usage_from,
        usage_to,
        traded_from as from_second,
        traded_to as to_second
    from silent
)

select * from silver_home__price_segments
