"""What came into the home each day, of each commodity, and what was used of it."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import amount_axis, bars, day_axis, layered, own_scales, words


def chart(width: int) -> Drawing:
    """Draw bars of the import for each commodity, and a line of all that was used."""
    base = bars(width, 84).encode(x=day_axis("usage_date"))
    came = base.encode(y=amount_axis("import_quantity", tickCount=3), description=words())
    used = base.mark_line(color="var(--series-2)").encode(
        y=amount_axis("consumption_quantity", tickCount=3)
    )
    return own_scales(layered("commodity_and_unit", came, used))


PANEL = Panel(
    name="daily-use",
    title="Daily use",
    about="Bars: what came in from outside. Line: all that was used, own production included.",
    tables=("daily_energy_balance",),
    question="""
        select usage_date, concat(commodity, ' in ', unit) as commodity_and_unit,
            import_quantity, consumption_quantity, production_quantity, export_quantity
        from daily_energy_balance
        where usage_date > (select max(usage_date) from daily_energy_balance)
            - interval '{days} days'
        order by commodity, usage_date
    """,
    columns=(
        Column("usage_date", "Day", "day"),
        Column("commodity_and_unit", "Of"),
        Column("import_quantity", "Import", "number", 2),
        Column("consumption_quantity", "Used", "number", 2),
        Column("production_quantity", "Production", "number", 2),
        Column("export_quantity", "Export", "number", 2),
    ),
    draw=chart,
)
