-- A month that has all its prices costs at least what its tariff states as the least bill.
-- Tolerance: half a cent, by which the least bill of a part of a month is rounded.
{{ config(meta={'dimension': 'accuracy'}) }}

with least as (
    select
        days.meter_id,
        days.commodity,
        days.flow,
        date_format(days.usage_date, 'yyyy-MM') as bill_month,
        sum(sheets.per_month_minimum_price / day(last_day(days.usage_date))) as least_amount,
        sum(days.total_cost_amount) as total_amount,
        max(case when days.is_priced then 0 else 1 end) as has_unpriced
    from {{ ref('daily_energy_cost') }} as days
    inner join {{ ref('silver_household__tariff_sheets') }} as sheets
        on days.meter_id = sheets.meter_id
        and days.flow = sheets.flow
        and sheets.known_until_at = {{ known_now() }}
        and {{ holds_on('sheets', 'days.usage_date') }}
    group by
        days.meter_id, days.commodity, days.flow, date_format(days.usage_date, 'yyyy-MM')
)

select *
from least
where has_unpriced = 0 and total_amount < least_amount - 0.005
