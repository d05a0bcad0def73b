-- One row per price of a tariff and the days on which it holds. All prices of a meter and flow that
-- begin on one day are one price sheet, which ends where the next one begins.
with records as (
    {{ current_records('bronze_household__tariffs') }}
),

prices as (
    select
        *,
        coalesce(flow, 'import') as typed_flow,
        coalesce(component, charge) as part,
        try_cast(price as decimal(18, 8)) as typed_price,
        coalesce(hours, '00:00-24:00') as span,
        coalesce(season, '01-01/12-31') as time_of_year,
        {{ valid_from_date('valid_from') }} as valid_from_date
    from records
),

sheets as (
    select
        meter_id,
        typed_flow,
        valid_from_date,
        {{ until_next('valid_from_date', 'meter_id, typed_flow') }} as next_from_date,
        coalesce(
            date_add(max(try_cast(valid_to as date)), 1), cast('9999-12-31' as date)
        ) as ends_on_date,
        -- Shares such as a value-added tax are part of each price of their sheet.
        cast(
            1 + sum(case when charge = 'percent' then typed_price else 0 end) / 100
            as decimal(12, 8)
        ) as tax_factor
    from prices
    group by meter_id, typed_flow, valid_from_date
),

bands as (
    select
        prices.*,
        sheets.tax_factor,
        least(sheets.next_from_date, sheets.ends_on_date) as valid_to_date,
        -- Prices that differ in nothing but `usage_from` are the tiers of one band.
        min(prices._record_number) over same_band as band_number,
        coalesce(try_cast(prices.usage_from as decimal(18, 9)), 0) as typed_usage_from
    from prices
    inner join sheets
        on prices.meter_id = sheets.meter_id
        and prices.typed_flow = sheets.typed_flow
        and prices.valid_from_date = sheets.valid_from_date
    window
        same_band as (
            partition by
                prices.meter_id, prices.typed_flow, prices.valid_from_date, prices.part,
                prices.days, prices.span, prices.time_of_year, prices.register, prices.market
        )
),

silver_household__tariffs as (
    select
        tariff_id,
        meter_id,
        typed_flow as flow,
        part as component,
        charge,
        band_number,
        register as register_id,
        market,

        -- What is fed into the grid earns its price.
        cast(
            case
                when charge in ('per_unit', 'market') and typed_flow in ('export', 'production')
                    then 0 - typed_price
                else typed_price
            end * tax_factor as decimal(19, 10)
        ) as price,
        currency as currency_code,
        typed_usage_from as usage_from,
        lead(typed_usage_from) over (
            partition by band_number order by typed_usage_from asc, _record_number desc
        ) as usage_to,

        coalesce(days, '1234567') as days,
        cast(substr(span, 1, 2) as int) * 3600 + cast(substr(span, 4, 2) as int) * 60
            as from_second,
        cast(substr(span, 7, 2) as int) * 3600 + cast(substr(span, 10, 2) as int) * 60
            as to_second,
        substr(time_of_year, 1, 5) as season_from,
        substr(time_of_year, 7, 5) as season_to,
        valid_from_date,
        valid_to_date,

        _content_id,
        _record_number
    from bands
)

select * from silver_household__tariffs
