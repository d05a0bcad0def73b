"""What is always on: the electric power that the home draws at night."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import amount_axis, blank, day_axis, told_line


def chart(width: int) -> Drawing:
    """Draw a line of watts."""
    import altair as alt

    base = blank(width).encode(x=day_axis("usage_date"), y=amount_axis("always_on_watts"))
    return alt.layer(*told_line(base))


PANEL = Panel(
    name="always-on",
    title="Always on",
    about="Electric power drawn in the lowest tenth of the night, in watts.",
    tables=("daily_energy_balance",),
    question="""
        select usage_date, always_on_watts
        from daily_energy_balance
        where usage_date > (select max(usage_date) from daily_energy_balance)
            - interval '{days} days' and always_on_watts is not null
        order by usage_date
    """,
    columns=(
        Column("usage_date", "Day", "day"),
        Column("always_on_watts", "Watts", "whole"),
    ),
    draw=chart,
    daily=("usage_date",),
)
