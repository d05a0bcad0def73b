-- One row per local day, meter, commodity and flow of meters with a tariff: what its use costs,
-- exact, as it is known now and as it was known before each revision.
{{ config(
    materialized='months',
    meta={
        'month_inputs': [
            'silver_home__meter_intervals',
            'silver_home__interval_versions',
            'silver_home__market_prices',
        ],
        'whole_inputs': [
            'silver_household__tariffs', 'silver_household__holidays', 'silver_household__meters',
        ],
        'reach': 1,
    },
) }}

-- Registers (tariff low and normal) measure the same interval.
with intervals as (
    select
        known_until_at,
        usage_date,
        meter_id,
        commodity,
        flow,
        started_second,
        max(ended_second - started_second) as duration_seconds,
        sum(ended_second - started_second) as register_seconds,
        sum(quantity) as quantity,
        max(delivered_at) as delivered_at
    from {{ ref('silver_home__metered_flows') }}
    where local_date = usage_date and {{ month_filter("date_format(usage_date,'yyyy-MM')") }}
    group by known_until_at, usage_date, meter_id, commodity, flow, started_second
),

days as (
    select
        known_until_at,
        usage_date,
        meter_id,
        commodity,
        flow,
        sum(quantity) as quantity,
        sum(register_seconds) as register_seconds,
        max(case when duration_seconds <= 3600 then quantity * 3600 / duration_seconds end)
            as peak_kilowatts,
        max(delivered_at) as delivered_at
    from intervals
    group by known_until_at, usage_date, meter_id, commodity, flow
),

costs as (
    select
        known_until_at,
        usage_date,
        meter_id,
        commodity,
        flow,
        sum(amount) as amount,
        sum(case when component = '' then slot_seconds else 0 end) as tariff_seconds,
        sum(case when price is null and units > 0 then 1 else 0 end) as count_unpriced
    from {{ ref('silver_home__priced_slots') }}
    where {{ month_filter("date_format(usage_date,'yyyy-MM')") }}
    group by known_until_at, usage_date, meter_id, commodity, flow
),

silver_home__energy_cost_days as (
    select
        days.usage_date,
        days.meter_id,
        days.commodity,
        days.flow,

        round(days.quantity, 9) as quantity,
        round(days.peak_kilowatts, 9) as peak_kilowatts,
        case
            when costs.tariff_seconds = days.register_seconds and costs.count_unpriced = 0
                then cast(costs.amount as decimal(28, 12))
        end as exact_cost_amount,

        days.delivered_at,
        days.known_until_at,

        date_format(days.usage_date, 'yyyy-MM') as event_month
    from days
    left join costs
        on days.known_until_at = costs.known_until_at
        and days.usage_date = costs.usage_date
        and days.meter_id = costs.meter_id
        and days.commodity = costs.commodity
        and days.flow = costs.flow
)

select * from silver_home__energy_cost_days
