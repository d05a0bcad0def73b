"""Where the sun's power went."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import amount_axis, bars, day_axis, legend_of, rows_of, words

# In this order from the axis on, with the words of the legend.
PARTS = {"self_consumption_quantity": "used at home", "export_quantity": "fed in"}


def chart(width: int) -> Drawing:
    """Stack what was used at home and what was fed into the grid: together the production."""
    import altair as alt

    colours = alt.Scale(domain=list(PARTS), range=["var(--series-3)", "var(--series-2)"])
    return (
        bars(width)
        .transform_fold(list(PARTS), as_=["part", "quantity"])
        .encode(
            x=day_axis("usage_date"),
            y=amount_axis("quantity"),
            color=alt.Color("part:N", scale=colours, legend=legend_of(PARTS)),
            row=rows_of("commodity_and_unit"),
            description=words(),
        )
    )


PANEL = Panel(
    name="solar",
    title="Sun and export",
    about="What the household made each day: used at home, or fed into the grid.",
    tables=("daily_energy_balance",),
    question="""
        select usage_date, concat(commodity, ' in ', unit) as commodity_and_unit,
            production_quantity, self_consumption_quantity, export_quantity,
            self_consumption_percent, self_sufficiency_percent
        from daily_energy_balance
        where usage_date > (select max(usage_date) from daily_energy_balance)
            - interval '{days} days'
            and (production_quantity is not null or export_quantity is not null)
        order by commodity, usage_date
    """,
    columns=(
        Column("usage_date", "Day", "day"),
        Column("commodity_and_unit", "Of"),
        Column("production_quantity", "Made", "number", 2),
        Column("self_consumption_quantity", "Used at home", "number", 2),
        Column("export_quantity", "Fed in", "number", 2),
        Column("self_consumption_percent", "Own use %", "number", 0),
        Column("self_sufficiency_percent", "Sufficiency %", "number", 0),
    ),
    draw=chart,
)
