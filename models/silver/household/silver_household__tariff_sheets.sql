-- One row per price sheet: the prices of a meter and flow that hold together, and what they cost
-- whether much flows or little.
{{ config(materialized='ephemeral') }}

with silver_household__tariff_sheets as (
    select
        meter_id,
        flow,
        min(tariff_id) as tariff_id,
        max(currency_code) as currency_code,
        cast(sum(case when charge = 'per_day' then price else 0 end) as decimal(19, 10))
            as per_day_price,
        cast(sum(case when charge = 'per_month' then price else 0 end) as decimal(19, 10))
            as per_month_price,
        cast(sum(case when charge = 'per_month_peak' then price else 0 end) as decimal(19, 10))
            as per_month_peak_price,
        cast(sum(case when charge = 'per_month_minimum' then price end) as decimal(19, 10))
            as per_month_minimum_price,
        valid_from_date,
        valid_to_date,
        known_from_at,
        known_until_at
    from {{ ref('silver_household__tariffs') }}
    group by
        meter_id, flow, valid_from_date, valid_to_date, known_from_at, known_until_at
)

select * from silver_household__tariff_sheets
