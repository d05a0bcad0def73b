-- One row per forecast origin, currency and weekday (Monday 0): what flows on such a day beside the
-- known payments, from the year before.
{{ config(materialized='ephemeral') }}

with origins as (
    select
        currency_code,
        origin_date,
        greatest(first_date, date_sub(origin_date, 364)) as since_date
    from {{ ref('silver_finance__forecast_origins') }}
),

daily as (
    select currency_code, booked_date, sum(amount) as amount
    from {{ ref('silver_finance__forecast_flows') }}
    where settled_date is null
    group by currency_code, booked_date
),

regular as (
    select
        origins.currency_code,
        origins.origin_date,
        origins.since_date,
        series.series_id
    from origins
    inner join {{ ref('silver_finance__forecast_series') }} as series
        on origins.currency_code = series.currency_code
        and origins.origin_date > series.paid_date
        and origins.origin_date <= series.next_date
),

parts as (
    select
        origins.currency_code,
        origins.origin_date,
        origins.since_date,
        daily.booked_date,
        daily.amount
    from origins
    inner join daily
        on origins.currency_code = daily.currency_code
        and origins.since_date <= daily.booked_date
        and origins.origin_date > daily.booked_date

    union all

    select
        regular.currency_code,
        regular.origin_date,
        regular.since_date,
        flows.booked_date,
        0 - flows.amount as amount
    from regular
    inner join {{ ref('silver_finance__forecast_flows') }} as flows
        on regular.series_id = flows.series_id
        and flows.settled_date is null
        and regular.since_date <= flows.booked_date
        and regular.origin_date > flows.booked_date

    union all

    -- Every weekday has a row, also one on which nothing is booked.
    select
        currency_code,
        origin_date,
        since_date,
        explode(sequence(date_sub(origin_date, 7), date_sub(origin_date, 1))) as booked_date,
        cast(0 as decimal(18, 2)) as amount
    from origins
),

weekdays as (
    select
        currency_code,
        origin_date,
        {{ day_of_week('booked_date') }} as weekday,
        datediff(origin_date, max(since_date)) as count_days,
        sum(amount) as amount
    from parts
    group by currency_code, origin_date, {{ day_of_week('booked_date') }}
),

silver_finance__forecast_rest as (
    select
        currency_code,
        origin_date,
        weekday,
        -- Eight weeks' worth of the general mean keep a weekday of few bookings from being taken
        -- at its word.
        (
            cast(amount as double)
            + 8 * cast(sum(amount) over (partition by currency_code, origin_date) as double)
            / count_days
        ) / (8 + count_days / 7.0e0) as rest_per_day
    from weekdays
)

select * from silver_finance__forecast_rest
