-- One row per price of a market that cannot count, with its reason.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['bronze_profile__market_prices'],
        'whole_inputs': ['unit_conversions'],
    },
) }}

with silver_home__market_prices_rejects as (
    select
        market,
        started_at,
        reject_reason,

        _source,
        _content_id,
        _record_number,
        _line_number,
        _member,
        event_month
    from {{ ref('silver_home__market_prices_checked') }}
    where reject_reason is not null
)

select * from silver_home__market_prices_rejects
