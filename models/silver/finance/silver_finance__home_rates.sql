-- One row per currency and period in which its worth in the home currency is known; the home
-- currency itself is always worth one.
{{ config(materialized='ephemeral') }}

with household as (
    select * from {{ ref('silver_household__settings') }}
),

silver_finance__home_rates as (
    select
        currency_code,
        currency_code as home_currency_code,
        cast(1 as decimal(18, 8)) as rate,
        cast('1900-01-01' as date) as valid_from_date,
        cast('9999-12-31' as date) as valid_to_date
    from household

    union all

    select
        rates.currency_code,
        rates.home_currency_code,
        rates.rate,
        rates.valid_from_date,
        rates.valid_to_date
    from {{ ref('silver_household__rates') }} as rates
    inner join household
        on rates.home_currency_code = household.currency_code
        and rates.currency_code <> household.currency_code
)

select * from silver_finance__home_rates
