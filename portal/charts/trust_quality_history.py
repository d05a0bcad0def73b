"""How the quality of all tables went, day by day."""

from portal.charts.panel import Drawing, Panel
from portal.charts.shapes import blank, day_axis, level_axis, series, told_line
from portal.charts.trust_quality import COLUMNS


def chart(width: int) -> Drawing:
    """Draw a line for each dimension; a single day is a point."""
    import altair as alt

    base = blank(width, 150).encode(
        x=day_axis("score_date"),
        y=level_axis("score_percent"),
        color=series("dimension"),
    )
    return alt.layer(*told_line(base))


PANEL = Panel(
    name="quality-history",
    title="Quality by day",
    about="Checks that were passed in the last run of each day, in percent.",
    tables=("daily_quality_scores",),
    question="""
        select score_date, dimension, score_percent, count_checks, count_failed_checks
        from daily_quality_scores
        where score_date > (select max(score_date) from daily_quality_scores)
            - interval '{long_days} days'
        order by dimension, score_date
    """,
    columns=COLUMNS,
    draw=chart,
)
