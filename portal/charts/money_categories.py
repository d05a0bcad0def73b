"""What the money of the newest month was spent on."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import blank, rows_of, words


def chart(width: int) -> Drawing:
    """Draw a bar for each category, the largest first; more came back than was paid to the left."""
    import altair as alt

    return (
        blank(width - 40, alt.Step(18))
        .mark_bar()
        .encode(
            x=alt.X("spend_amount:Q", title=None, axis=alt.Axis(tickCount=4, grid=True)),
            y=alt.Y("category:N", sort="-x", title=None, axis=alt.Axis(labelLimit=110)),
            row=rows_of("currency_code"),
            description=words(),
        )
        .resolve_scale(x="independent", y="independent")
    )


PANEL = Panel(
    name="categories",
    title="Spending by category",
    about="The newest month so far, by the household's own rules; what came back is taken off.",
    tables=("monthly_category_spend",),
    question="""
        select month_date, category, currency_code, spend_amount, count_transactions
        from monthly_category_spend
        where month_date = (select max(month_date) from monthly_category_spend)
        order by currency_code, spend_amount desc
    """,
    columns=(
        Column("month_date", "Month", "month"),
        Column("category", "Category", "name"),
        Column("spend_amount", "Spent", "money"),
        Column("count_transactions", "Transactions", "whole"),
    ),
    draw=chart,
)
