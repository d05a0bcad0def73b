"""What is left of the budgets of the newest month."""

from portal.charts.panel import Column, Panel

PANEL = Panel(
    name="budgets",
    title="Budgets",
    about="The newest month that has budgets; * is all spending together.",
    tables=("monthly_budgets",),
    question="""
        select case when remaining_amount < 0 then 'watch' else 'good' end as state,
            case when remaining_amount < 0 then 'overspent' else 'within' end as words,
            category, month_date, budget_amount, spent_amount, remaining_amount, currency_code
        from monthly_budgets
        where month_date = (select max(month_date) from monthly_budgets)
        order by category, currency_code
    """,
    columns=(
        Column("category", "Category", "name"),
        Column("words", "State", "state"),
        Column("budget_amount", "Budget", "money"),
        Column("spent_amount", "Spent", "money"),
        Column("remaining_amount", "Left", "money"),
        Column("month_date", "Month", "month"),
    ),
)
