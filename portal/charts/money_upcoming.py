"""Which payments come next."""

from portal.charts.panel import Column, Panel

PANEL = Panel(
    name="upcoming",
    title="Upcoming payments",
    about="What came back so far is expected again; in the past where it is overdue.",
    tables=("recurring_payments",),
    question="""
        select next_expected_date, payee, typical_amount, currency_code, cadence,
            price_change_amount
        from recurring_payments
        where is_active and not is_own_transfer and next_expected_date is not null
        order by next_expected_date, payee, typical_amount
        limit 14
    """,
    columns=(
        Column("next_expected_date", "Due", "day"),
        Column("payee", "Payee", "name"),
        Column("typical_amount", "Amount", "money"),
        Column("cadence", "Cadence"),
        Column("price_change_amount", "Last change", "money"),
    ),
)
