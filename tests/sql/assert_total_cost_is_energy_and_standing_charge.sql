-- A day's cost is what its energy and its standing charges cost, to the cent.
{{ config(meta={'dimension': 'accuracy'}) }}

select
    usage_date,
    meter_id,
    commodity,
    flow,
    energy_cost_amount,
    standing_charge_amount,
    total_cost_amount
from {{ ref('daily_energy_cost') }}
where
    total_cost_amount <> coalesce(energy_cost_amount, 0) + coalesce(standing_charge_amount, 0)
    or (
        total_cost_amount is null
        and energy_cost_amount is not null
        and standing_charge_amount is not null
    )
