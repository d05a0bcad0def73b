-- One row per currency, home currency and period in which a rate of the household holds.
{{ config(materialized='ephemeral') }}

with records as (
    select
        rates.currency_code,
        coalesce(rates.home_currency_code, household.currency_code) as home_currency_code,
        try_cast(rates.rate as decimal(18, 8)) as rate,
        {{ valid_from_date('rates.valid_from') }} as valid_from_date,
        rates._content_id,
        rates._record_number
    from ({{ current_records('bronze_household__rates') }}) as rates
    cross join {{ ref('silver_household__settings') }} as household
),

-- Of two lines for one day the later one counts.
ranked as (
    select
        *,
        row_number() over (
            partition by currency_code, home_currency_code, valid_from_date
            order by _record_number desc
        ) as line_rank
    from records
),

silver_household__rates as (
    select
        currency_code,
        home_currency_code,
        rate,

        valid_from_date,
        {{ until_next('valid_from_date', 'currency_code, home_currency_code') }} as valid_to_date,

        _content_id,
        _record_number
    from ranked
    where line_rank = 1
)

select * from silver_household__rates
