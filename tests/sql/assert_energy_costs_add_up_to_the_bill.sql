-- The costs of a month's days add up to the bill: all slots and the highest draw, rounded once.
-- Tolerance: half a cent, by which a bill is rounded.
with bills as (
    select
        meter_id,
        commodity,
        flow,
        date_format(usage_date, 'yyyy-MM') as bill_month,
        coalesce(sum(exact_energy_amount), 0) as bill_amount
    from {{ ref('silver_home__charged_days') }}
    where known_until_at = {{ known_now() }}
    group by meter_id, commodity, flow, date_format(usage_date, 'yyyy-MM')
),

days as (
    select
        meter_id,
        commodity,
        flow,
        date_format(usage_date, 'yyyy-MM') as bill_month,
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
    and bills.bill_month = days.bill_month
where
    days.energy_amount is null
    or abs(days.energy_amount - bills.bill_amount) > 0.005
    or days.count_wrong_totals > 0
