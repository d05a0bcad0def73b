-- One row per price of a market as filed: typed, for a kWh or m3, with the reason why it cannot
-- count (null = it fits).
{{ config(materialized='ephemeral') }}

with prices as (
    {{ current_records('bronze_profile__market_prices') }}
),

typed as (
    select
        prices.*,
        try_cast(prices.started_at as timestamp) as typed_started_at,
        try_cast(prices.ended_at as timestamp) as typed_ended_at,
        -- Markets state prices in hundredths or for a MWh; ten decimals lose nothing of them.
        try_cast(prices.price as double)
        / units.factor
        * case when split(prices.unit, '/')[0] in ('ct', 'p') then 0.01 else 1 end as typed_price,
        units.target_unit
    from prices
    left join {{ ref('unit_conversions') }} as units
        on split(prices.unit, '/')[1] = units.unit and units.quantity_kind in ('energy', 'volume')
),

silver_home__market_prices_checked as (
    select
        market,
        try_cast(round(typed_price, 10) as decimal(18, 10)) as price,
        target_unit as unit,

        typed_started_at as started_at,
        typed_ended_at as ended_at,

        case
            when typed_started_at is null or typed_ended_at is null then 'time_invalid'
            when typed_ended_at <= typed_started_at then 'interval_empty'
            when target_unit is null then 'unit_unknown'
            when typed_price is null or abs(typed_price) >= 100000 then 'number_invalid'
        end as reject_reason,
        source_version,
        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from typed
)

select * from silver_home__market_prices_checked
