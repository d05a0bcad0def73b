"""How many checks were passed, by dimension of quality."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import blank, words

COLUMNS = (
    Column("score_date", "Day", "day"),
    Column("dimension", "Dimension"),
    Column("score_percent", "Passed %", "number", 2),
    Column("count_checks", "Checks", "whole"),
    Column("count_failed_checks", "Failed", "whole"),
)


def chart(width: int) -> Drawing:
    """Draw the score of each dimension as a bar of a hundred."""
    import altair as alt

    scale, axis = alt.Scale(domain=[0, 100]), alt.Axis(tickCount=5)
    bar = blank(width - 60, alt.Step(20)).mark_bar()
    return bar.encode(
        x=alt.X("score_percent:Q", title="%", scale=scale, axis=axis),
        y=alt.Y("dimension:N", title=None),
        description=words(),
    )


PANEL = Panel(
    name="quality",
    title="Quality of the last run",
    about="Checks that were passed, of all tables, in percent.",
    tables=("daily_quality_scores",),
    question="""
        select score_date, dimension, score_percent, count_checks, count_failed_checks
        from daily_quality_scores
        where score_date = (select max(score_date) from daily_quality_scores)
        order by dimension
    """,
    columns=COLUMNS,
    draw=chart,
)
