-- A day's usage is the sum of the meter's intervals that start in it, all registers together.
-- Tolerance: sums of doubles depend on their order in the last digits.
with intervals as (
    select
        usage_date,
        meter_id,
        commodity,
        flow,
        sum(quantity) as quantity
    from {{ ref('silver_home__meter_intervals') }}
    group by usage_date, meter_id, commodity, flow
)

select
    coalesce(days.usage_date, intervals.usage_date) as usage_date,
    coalesce(days.meter_id, intervals.meter_id) as meter_id,
    coalesce(days.commodity, intervals.commodity) as commodity,
    coalesce(days.flow, intervals.flow) as flow,
    days.quantity as quantity_of_day,
    intervals.quantity as quantity_of_intervals
from {{ ref('daily_meter_usage') }} as days
full outer join intervals
    on days.usage_date = intervals.usage_date
    and days.meter_id = intervals.meter_id
    and days.commodity = intervals.commodity
    and days.flow = intervals.flow
where
    days.quantity is null
    or intervals.quantity is null
    or abs(days.quantity - intervals.quantity) > 1e-9 * greatest(1, intervals.quantity)
