-- What was used came in or was made, and what was made was used or fed in.
-- Tolerance: sums of doubles depend on their order in the last digits.
select
    usage_date,
    commodity,
    import_quantity,
    export_quantity,
    production_quantity,
    consumption_quantity,
    self_consumption_quantity
from {{ ref('daily_energy_balance') }}
where
    abs(production_quantity - coalesce(export_quantity, 0) - self_consumption_quantity) > 1e-6
    or abs(consumption_quantity - import_quantity - coalesce(self_consumption_quantity, 0)) > 1e-6
