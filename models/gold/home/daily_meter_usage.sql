-- One row per local day, meter, commodity and flow: how much flowed, and whether the day is
-- complete.
{{ config(
    materialized='months',
    meta={
        'month_inputs': ['silver_home__meter_intervals'],
        'reach': 1,
    },
) }}

with intervals as (
    select * from {{ ref('silver_home__meter_intervals') }}
    where {{ month_filter('event_month', reach=1) }}
),

-- Registers (tariff low and normal) measure the same interval: sum them before intervals are
-- counted.
flows as (
    select
        usage_date,
        meter_id,
        commodity,
        flow,
        unit,
        time_zone,
        started_at,
        max(duration_seconds) as duration_seconds,
        max(is_from_register) as is_from_register,
        sum(quantity) as quantity
    from intervals
    group by usage_date, meter_id, commodity, flow, unit, time_zone, started_at
),

days as (
    select
        usage_date,
        meter_id,
        commodity,
        flow,
        unit,
        sum(quantity) as quantity,
        count(*) as count_intervals,
        sum(duration_seconds) as covered_seconds,
        max(duration_seconds) as longest_seconds,
        case
            when min(duration_seconds) = max(duration_seconds) and not max(is_from_register)
                then min(duration_seconds)
        end as interval_seconds,
        {{ local_day_seconds('usage_date', 'time_zone') }} as day_seconds
    from flows
    group by usage_date, meter_id, commodity, flow, unit, time_zone
),

daily_meter_usage as (
    select
        usage_date,
        meter_id,
        commodity,
        flow,

        -- Rounded below any meter's resolution: the last bits of a sum depend on its order.
        round(quantity, 9) as quantity,
        unit,
        count_intervals,
        case
            when day_seconds % interval_seconds = 0
                then cast(day_seconds / interval_seconds as bigint)
        end as count_expected_intervals,
        -- What flowed in more than a day (a missed reading, a monthly bill) is not this day's own.
        covered_seconds >= day_seconds and longest_seconds <= 90000 as is_complete,

        date_format(usage_date, 'yyyy-MM') as event_month
    from days
    where {{ month_filter("date_format(usage_date,'yyyy-MM')") }}
)

select * from daily_meter_usage
