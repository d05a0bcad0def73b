-- The costs of a month's days add up to the bill: all slots and the highest draw, rounded once.
-- Tolerance: half a cent, by which a bill is rounded.
with peaks as (
    select
        days.meter_id,
        days.commodity,
        days.flow,
        days.event_month,
        days.usage_date,
        days.exact_cost_amount,
        row_number() over (
            partition by days.meter_id, days.commodity, days.flow, days.event_month
            order by days.peak_kilowatts desc nulls last, days.usage_date asc
        ) as peak_rank,
        cast(days.peak_kilowatts as decimal(14, 6)) * sheets.per_month_peak_price as peak_amount
    from {{ ref('silver_home__energy_cost_days') }} as days
    left join {{ ref('silver_household__tariff_sheets') }} as sheets
        on days.meter_id = sheets.meter_id
        and days.flow = sheets.flow
        and {{ holds_on('sheets', 'days.usage_date') }}
),

bills as (
    select
        meter_id,
        commodity,
        flow,
        event_month,
        coalesce(sum(exact_cost_amount), 0) + coalesce(
            sum(case when peak_rank = 1 and exact_cost_amount is not null then peak_amount end), 0
        ) as bill_amount
    from peaks
    group by meter_id, commodity, flow, event_month
),

days as (
    select
        meter_id,
        commodity,
        flow,
        date_format(usage_date, 'yyyy-MM') as event_month,
        coalesce(sum(energy_cost_amount), 0) as energy_amount,
        sum(
            case
                when
                    total_cost_amount
                    <> coalesce(energy_cost_amount, 0) + standing_charge_amount
                    then 1
                else 0
            end
        ) as count_wrong_totals
    from {{ ref('daily_energy_cost') }}
    group by meter_id, commodity, flow, date_format(usage_date, 'yyyy-MM')
)

select
    bills.*,
    days.energy_amount,
    days.count_wrong_totals
from bills
left join days
    on bills.meter_id = days.meter_id
    and bills.commodity = days.commodity
    and bills.flow = days.flow
    and bills.event_month = days.event_month
where
    days.energy_amount is null
    or abs(days.energy_amount - bills.bill_amount) > 0.005
    or days.count_wrong_totals > 0
