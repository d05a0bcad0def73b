"""What is in each account."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import blank, day_axis, layered, level_axis, own_scales, told_line


def chart(width: int) -> Drawing:
    """Draw a line for each account, each on a scale of its own."""
    base = blank(width, 70).encode(x=day_axis("balance_date"), y=level_axis("balance_amount"))
    return own_scales(layered("account_and_currency", *told_line(base)))


PANEL = Panel(
    name="accounts",
    title="Balance of each account",
    about="At the end of each day, by booked dates; what is owed is below zero.",
    tables=("daily_account_balance",),
    question="""
        select balance_date, account_id, concat(account_id, ', ', currency_code)
            as account_and_currency, balance_amount, currency_code, is_reconciled
        from daily_account_balance
        where balance_date > (select max(balance_date) from daily_account_balance)
            - interval '{days} days'
        order by account_id, balance_date
    """,
    columns=(
        Column("balance_date", "Day", "day"),
        Column("account_id", "Account", "name"),
        Column("balance_amount", "Balance", "money"),
        Column("is_reconciled", "Bank agrees", "truth"),
    ),
    draw=chart,
    series="account_id",
)
