-- No meter counts more in a day than a home's connection carries: three phases of 63 A (43 kW), 10
-- cubic metres of gas or 6 of water an hour.
-- Warns: a meter in another unit or of a workshop does. Over 10000 days a unit of ours is wrong.
{{ config(warn_if='> 0', error_if='> 10000', meta={'dimension': 'accuracy'}) }}

select
    usage_date,
    meter_id,
    commodity,
    flow,
    quantity,
    unit
from {{ ref('daily_meter_usage') }}
where
    quantity > 24 * case
        when unit = 'kWh' then 43
        when commodity = 'water' then 6
        else 10
    end
