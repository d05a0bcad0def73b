-- What was used came in or was made, and what was made was used or fed in.
-- Tolerance: sums of doubles depend on their order in the last digits. A meter of the consumption
-- itself may count another part of the house.
select
    balance.usage_date,
    balance.commodity,
    balance.import_quantity,
    balance.export_quantity,
    balance.production_quantity,
    balance.consumption_quantity,
    balance.self_consumption_quantity
from {{ ref('daily_energy_balance') }} as balance
left anti join {{ ref('daily_meter_usage') }} as metered
    on balance.usage_date = metered.usage_date
    and balance.commodity = metered.commodity
    and metered.flow = 'consumption'
where
    abs(
        balance.production_quantity - coalesce(balance.export_quantity, 0)
        - balance.self_consumption_quantity
    ) > 1e-6
    or abs(
        balance.consumption_quantity - balance.import_quantity
        - coalesce(balance.self_consumption_quantity, 0)
    ) > 1e-6
