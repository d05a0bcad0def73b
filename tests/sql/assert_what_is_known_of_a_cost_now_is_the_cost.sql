-- What the history knows of each day's cost now is its cost, before rounding.
-- Tolerance: a cent for the energy and one for the standing charges, by which a day is rounded.
select
    history.usage_date,
    history.meter_id,
    history.flow,
    history.tariff_id,
    history.total_cost_amount as known_amount,
    days.total_cost_amount
from {{ ref('daily_energy_cost_history') }} as history
left join {{ ref('daily_energy_cost') }} as days
    on history.usage_date = days.usage_date
    and history.meter_id = days.meter_id
    and history.commodity = days.commodity
    and history.flow = days.flow
where
    history.known_until_at is null
    and (
        (history.total_cost_amount is null) <> (days.total_cost_amount is null)
        or abs(history.total_cost_amount - days.total_cost_amount) > 0.02
        or history.tariff_id <> days.tariff_id
    )
