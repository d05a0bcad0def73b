"""What the meters cost each day."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import amount_axis, bars, day_axis, own_scales, rows_of, series, words


def chart(width: int) -> Drawing:
    """Stack the meters of a day; what is received for feeding in hangs below zero."""
    cost = bars(width).encode(
        x=day_axis("usage_date"),
        y=amount_axis("total_cost_amount"),
        color=series("flow_name"),
        row=rows_of("currency_code"),
        description=words(),
    )
    return own_scales(cost)


PANEL = Panel(
    name="energy-cost",
    title="Cost of energy and water",
    about="Use and standing charges of each day by your tariffs; below zero is received.",
    tables=("daily_energy_cost",),
    question="""
        select usage_date, meter_id, concat(commodity, ' ', flow) as flow_name,
            energy_cost_amount, standing_charge_amount, total_cost_amount, currency_code
        from daily_energy_cost
        where usage_date > (select max(usage_date) from daily_energy_cost)
            - interval '{days} days' and total_cost_amount is not null
        order by usage_date, meter_id, commodity, flow
    """,
    columns=(
        Column("usage_date", "Day", "day"),
        Column("meter_id", "Meter", "name"),
        Column("flow_name", "Of"),
        Column("energy_cost_amount", "Use", "money"),
        Column("standing_charge_amount", "Standing", "money"),
        Column("total_cost_amount", "Together", "money"),
    ),
    draw=chart,
)
