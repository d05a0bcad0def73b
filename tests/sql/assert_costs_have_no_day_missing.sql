-- A meter with a tariff has a cost, or says that it has no price, on each day since its first one.
{{ config(meta={'dimension': 'completeness'}) }}

select
    meter_id,
    commodity,
    flow,
    min(usage_date) as first_date,
    max(usage_date) as last_date,
    count(*) as count_days
from {{ ref('daily_energy_cost') }}
group by meter_id, commodity, flow
having count(*) <> datediff(max(usage_date), min(usage_date)) + 1
