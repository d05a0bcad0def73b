-- One row per price of a tariff, as each version of the household's file states it, and the days on
-- which it holds. All prices of a meter and flow that begin on one day are one price sheet, which
-- ends where the next one begins.
with prices as (
    select * from {{ ref('silver_household__tariff_prices') }}
),

sheets as (
    select
        _content_id,
        meter_id,
        flow,
        valid_from_date,
        {{ until_next('valid_from_date', '_content_id, meter_id, flow') }} as next_from_date,
        coalesce(date_add(max(valid_to), 1), cast('9999-12-31' as date)) as ends_on_date,
        -- Shares such as a value-added tax are part of each price of their sheet.
        cast(
            1 + sum(case when charge = 'percent' then price else 0 end) / 100 as decimal(12, 8)
        ) as tax_factor
    from prices
    group by _content_id, meter_id, flow, valid_from_date
),

bands as (
    select
        prices.*,
        sheets.tax_factor,
        least(sheets.next_from_date, sheets.ends_on_date) as valid_to_date,
        -- Prices that differ in nothing but `usage_from` are the tiers of one band.
        min(prices._record_number) over (
            partition by
                prices._content_id, prices.meter_id, prices.flow, prices.valid_from_date,
                prices.component, prices.days, prices.from_second, prices.to_second,
                prices.season_from, prices.season_to, prices.register_id, prices.market
        ) as band_number
    from prices
    inner join sheets
        on prices._content_id = sheets._content_id
        and prices.meter_id = sheets.meter_id
        and prices.flow = sheets.flow
        and prices.valid_from_date = sheets.valid_from_date
),

silver_household__tariffs as (
    select
        tariff_id,
        meter_id,
        flow,
        component,
        charge,
        band_number,
        register_id,
        market,

        -- What is fed into the grid earns its price.
        cast(
            case
                when
                    charge in ('per_unit', 'per_kilowatt_hour', 'market')
                    and flow in ('export', 'production')
                    then 0 - price
                else price
            end * tax_factor as decimal(19, 10)
        ) as price,
        currency_code,
        usage_from,
        lead(usage_from) over (
            partition by _content_id, band_number order by usage_from asc, _record_number desc
        ) as usage_to,

        days,
        from_second,
        to_second,
        season_from,
        season_to,
        valid_from_date,
        valid_to_date,
        known_from_at,
        known_until_at,

        _content_id,
        _record_number
    from bands
)

select * from silver_household__tariffs
