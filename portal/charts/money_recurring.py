"""All that comes back."""

from portal.charts.panel import Column, Panel

PANEL = Panel(
    name="recurring",
    title="Recurring payments",
    about="What comes back each week, month or year; moves between own accounts left out.",
    tables=("recurring_payments",),
    question="""
        select case when is_active then 'good' else 'unknown' end as state,
            case when is_active then 'active' else 'stopped' end as words,
            payee, cadence, typical_amount, currency_code, next_expected_date,
            price_change_amount, count_payments, last_date
        from recurring_payments
        where not is_own_transfer
        order by is_active desc, next_expected_date, payee, typical_amount
        limit 200
    """,
    columns=(
        Column("payee", "Payee", "name"),
        Column("words", "State", "state"),
        Column("typical_amount", "Amount", "money"),
        Column("cadence", "Cadence"),
        Column("next_expected_date", "Next", "day"),
        Column("price_change_amount", "Last change", "money"),
        Column("last_date", "Last", "day"),
        Column("count_payments", "Payments", "whole"),
    ),
)
