"""What came in and went out each month."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import amount_axis, bars, layered, month_axis, own_scales, words


def chart(width: int) -> Drawing:
    """Draw income above zero, expense below it, and the net of both as a point."""
    base = bars(width, 150).encode(x=month_axis("month_date"))
    income = base.mark_bar(color="var(--series-3)").encode(
        y=amount_axis("income_amount"), description=words()
    )
    expense = base.mark_bar(color="var(--series-5)").encode(
        y=amount_axis("expense_amount"), description=words()
    )
    net = base.mark_line(
        color="var(--ink)",
        strokeWidth=1.2,
        point={"color": "var(--ink)", "size": 26},
    ).encode(y=amount_axis("net_amount"))
    return own_scales(layered("currency_code", income, expense, net))


PANEL = Panel(
    name="cash-flow",
    title="Cash flow by month",
    about="Income above, expense below, the line is the net; moves between own accounts left out.",
    tables=("monthly_cash_flow",),
    question="""
        select month_date, currency_code, income_amount, expense_amount, net_amount
        from monthly_cash_flow
        where is_converted and month_date > (select max(month_date) from monthly_cash_flow)
            - interval '13 months'
        order by currency_code, month_date
    """,
    columns=(
        Column("month_date", "Month", "month"),
        Column("income_amount", "Income", "money"),
        Column("expense_amount", "Expense", "money"),
        Column("net_amount", "Net", "money"),
    ),
    draw=chart,
)
