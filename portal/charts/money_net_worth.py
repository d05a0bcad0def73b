"""What all is worth, in the home currency."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import blank, day_axis, layered, level_axis, own_scales, told


def chart(width: int) -> Drawing:
    """Draw a line of the worth at each day's end."""
    base = blank(width, 130).encode(x=day_axis("balance_date"), y=level_axis("net_worth_amount"))
    return own_scales(layered("currency_code", base.mark_line(), told(base)))


PANEL = Panel(
    name="net-worth",
    title="Net worth",
    about="Balances and securities together at each day's end; what is owed is taken off.",
    tables=("daily_net_worth",),
    question="""
        select balance_date, currency_code, net_worth_amount
        from daily_net_worth
        where is_converted and balance_date > (select max(balance_date) from daily_net_worth)
            - interval '{long_days} days'
        order by currency_code, balance_date
    """,
    columns=(
        Column("balance_date", "Day", "day"),
        Column("net_worth_amount", "Net worth", "money"),
    ),
    draw=chart,
)
