-- One row per local day, read or not, meter, commodity, flow and time up to which it was known:
-- what the day adds to the bill of its month, exact.
{{ config(materialized='ephemeral') }}

with exact as (
    select
        calendar.*,
        date_format(calendar.usage_date, 'yyyy-MM') as bill_month,
        metered.usage_date is not null as is_metered,
        metered.exact_energy_amount,
        metered.known_from_at,
        sheets.tariff_id,
        sheets.currency_code,
        {{ exact_standing_charge('sheets', 'calendar.usage_date') }} as standing_amount,
        cast(
            sheets.per_month_minimum_price / day(last_day(calendar.usage_date)) as decimal(28, 12)
        ) as least_amount
    from {{ ref('silver_home__billed_dates') }} as calendar
    left join {{ ref('silver_home__charged_days') }} as metered
        on calendar.usage_date = metered.usage_date
        and calendar.meter_id = metered.meter_id
        and calendar.commodity = metered.commodity
        and calendar.flow = metered.flow
        and calendar.known_until_at = metered.known_until_at
    left join {{ ref('silver_household__tariff_sheets') }} as sheets
        on calendar.meter_id = sheets.meter_id
        and calendar.flow = sheets.flow
        and {{ holds_on('sheets', 'calendar.usage_date') }}
        and calendar.known_until_at > sheets.known_from_at
        and calendar.known_until_at <= sheets.known_until_at
),

-- What the month so far lacks of its least bill, in which the energy counts in cents. Sums keep
-- their type: where one has no room for a result, Spark takes digits behind the point from it.
lacking as (
    select
        *,
        cast(
            greatest(
                cast(sum(least_amount) over so_far as decimal(28, 12))
                - coalesce(cast(sum(standing_amount) over so_far as decimal(28, 12)), 0)
                - coalesce(
                    cast(
                        round(round(sum(exact_energy_amount) over so_far, 9), 2) as decimal(28, 12)
                    ),
                    0
                ),
                0
            ) as decimal(28, 12)
        ) as lacking_amount
    from exact
    window
        so_far as (
            partition by meter_id, commodity, flow, known_until_at, bill_month, currency_code
            order by usage_date
        )
),

silver_home__bill_days as (
    select
        usage_date,
        meter_id,
        commodity,
        flow,
        bill_month,

        exact_energy_amount,
        cast(
            standing_amount + lacking_amount - lag(lacking_amount, 1, 0) over (
                partition by meter_id, commodity, flow, known_until_at, bill_month, currency_code
                order by usage_date
            ) as decimal(28, 12)
        ) as exact_standing_amount,
        currency_code,
        tariff_id,
        is_metered,

        known_from_at,
        known_until_at
    from lacking
)

select * from silver_home__bill_days
