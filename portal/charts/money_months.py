"""What each month was spent on: a calendar of categories."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import blank, month_axis, own_scales, rows_of, words
from portal.charts.theme import HEAT


def chart(width: int) -> Drawing:
    """Draw a square for each category and month; six colours, a sixth of the squares in each."""
    import altair as alt

    colours = alt.Scale(type="quantile", range=HEAT)
    legend = alt.Legend(type="symbol", direction="horizontal", format=",.0f")
    squares = (
        blank(width, alt.Step(18))
        .mark_rect(stroke="var(--card)", strokeWidth=1)
        .encode(
            x=month_axis("month_date"),
            y=alt.Y("category:N", title=None, axis=alt.Axis(labelLimit=130)),
            color=alt.Color("spend_amount:Q", scale=colours, legend=legend),
            row=rows_of("currency_code"),
            description=words(),
        )
    )
    return own_scales(squares)


PANEL = Panel(
    name="category-months",
    title="Spending by category and month",
    about="From blue, little, to orange, much; what came back is taken off.",
    tables=("monthly_category_spend",),
    question="""
        select month_date, category, currency_code, spend_amount, count_transactions
        from monthly_category_spend
        where month_date > (select max(month_date) from monthly_category_spend)
            - interval '13 months'
        order by currency_code, category, month_date
    """,
    columns=(
        Column("month_date", "Month", "month"),
        Column("category", "Category", "name"),
        Column("spend_amount", "Spent", "money"),
        Column("count_transactions", "Transactions", "whole"),
    ),
    draw=chart,
)
