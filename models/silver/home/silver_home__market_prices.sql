-- One row per market and start of interval: what a kWh or m3 cost there.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_profile__market_prices'],
        'whole_inputs': ['unit_conversions'],
    },
) }}

with prices as (
    select * from {{ ref('silver_home__market_prices_checked') }}
    where reject_reason is null
),

-- A price that is stated again counts as the source says last.
winners as (
    {{ winning_records('prices', ['started_at'], within=['market']) }}
),

silver_home__market_prices as (
    select
        market,
        price,
        unit,

        started_at,
        ended_at,

        _source,
        _content_id,
        _record_number,
        event_month
    from winners
)

select * from silver_home__market_prices
