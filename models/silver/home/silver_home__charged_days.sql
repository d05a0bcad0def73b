-- One row per local day, meter, commodity, flow and time up to which it was known: what the use of
-- the day costs, exact, with the highest draw of its month.
{{ config(materialized='ephemeral') }}

with days as (
    select
        *,
        coalesce(cast(peak_kilowatts as decimal(14, 6)), 0) as peak_units,
        -- It costs on the day on which it was first reached.
        row_number() over (
            partition by meter_id, commodity, flow, event_month, known_until_at
            order by peak_kilowatts desc nulls last, usage_date asc
        ) = 1 as has_peak
    from {{ ref('silver_home__energy_cost_days') }}
),

-- Since when any version of the tariffs covers the day.
covered as (
    select
        days.usage_date,
        days.meter_id,
        days.flow,
        days.known_until_at,
        min(sheets.known_from_at) as covered_from_at
    from days
    inner join {{ ref('silver_household__tariff_sheets') }} as sheets
        on days.meter_id = sheets.meter_id
        and days.flow = sheets.flow
        and {{ holds_on('sheets', 'days.usage_date') }}
        and days.known_until_at > sheets.known_from_at
    group by days.usage_date, days.meter_id, days.flow, days.known_until_at
),

silver_home__charged_days as (
    select
        days.usage_date,
        days.meter_id,
        days.commodity,
        days.flow,

        days.exact_cost_amount + cast(
            case when days.has_peak then days.peak_units else 0 end * sheets.per_month_peak_price
            as decimal(28, 12)
        ) as exact_energy_amount,

        greatest(days.delivered_at, covered.covered_from_at) as known_from_at,
        days.known_until_at
    from days
    left join {{ ref('silver_household__tariff_sheets') }} as sheets
        on days.meter_id = sheets.meter_id
        and days.flow = sheets.flow
        and {{ holds_on('sheets', 'days.usage_date') }}
        and days.known_until_at > sheets.known_from_at
        and days.known_until_at <= sheets.known_until_at
    left join covered
        on days.usage_date = covered.usage_date
        and days.meter_id = covered.meter_id
        and days.flow = covered.flow
        and days.known_until_at = covered.known_until_at
)

select * from silver_home__charged_days
