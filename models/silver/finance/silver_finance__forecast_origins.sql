-- One row per currency and day on which a forecast is made: the as-of date, and every eighth day of
-- two and a half years before it, so that all weekdays have their turn, once there are 90 days to
-- learn from.
{{ config(materialized='ephemeral') }}

with known as (
    select currency_code, min(booked_date) as first_date
    from {{ ref('silver_finance__forecast_flows') }}
    group by currency_code
),

days as (
    select
        currency_code,
        first_date,
        explode(sequence(
            greatest(date_add(first_date, 90), date_sub({{ as_of_date() }}, 913)),
            {{ as_of_date() }}
        )) as origin_date
    from known
    where date_add(first_date, 90) <= {{ as_of_date() }}
),

silver_finance__forecast_origins as (
    select
        currency_code,
        origin_date,
        first_date
    from days
    where
        datediff(origin_date, cast('1970-01-01' as date)) % 8 = 0
        or origin_date = {{ as_of_date() }}
)

select * from silver_finance__forecast_origins
