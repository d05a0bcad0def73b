-- One row per price of each version of the household's tariffs that could be read, typed.
{{ config(materialized='ephemeral') }}

with records as (
    select
        records.*,
        versions.known_from_at,
        versions.known_until_at,
        coalesce(records.hours, '00:00-24:00') as span,
        coalesce(records.season, '01-01/12-31') as time_of_year
    from {{ ref('bronze_household__tariffs') }} as records
    inner join {{ ref('silver_household__tariff_versions') }} as versions
        on records._content_id = versions._content_id
        and records._decode_id = versions._decode_id
),

silver_household__tariff_prices as (
    select
        tariff_id,
        meter_id,
        coalesce(flow, 'import') as flow,
        coalesce(component, charge) as component,
        charge,
        register as register_id,
        market,

        try_cast(price as decimal(18, 8)) as price,
        currency as currency_code,
        coalesce(try_cast(usage_from as decimal(18, 9)), 0) as usage_from,

        coalesce(days, '1234567') as days,
        cast(substr(span, 1, 2) as int) * 3600 + cast(substr(span, 4, 2) as int) * 60
            as from_second,
        cast(substr(span, 7, 2) as int) * 3600 + cast(substr(span, 10, 2) as int) * 60
            as to_second,
        substr(time_of_year, 1, 5) as season_from,
        substr(time_of_year, 7, 5) as season_to,
        {{ valid_from_date('valid_from') }} as valid_from_date,
        try_cast(valid_to as date) as valid_to,
        known_from_at,
        known_until_at,

        _content_id,
        _record_number
    from records
)

select * from silver_household__tariff_prices
