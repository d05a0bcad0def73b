"""How ready each person began the day."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import amount_axis, blank, day_axis, layered, told_line


def chart(width: int) -> Drawing:
    """Draw a line of readiness; 50 is as usual."""
    base = blank(width, 90).encode(x=day_axis("readiness_date"), y=amount_axis("readiness_percent"))
    return layered("person_id", *told_line(base))


PANEL = Panel(
    name="readiness",
    title="Readiness",
    about="50 is as usual, 75 a standard deviation better, 25 one worse.",
    tables=("daily_readiness",),
    question="""
        select readiness_date, person_id, readiness_percent, status, resting_heart_rate_score,
            heart_rate_variability_score, sleep_score, form_score
        from daily_readiness
        where readiness_date > (select max(readiness_date) from daily_readiness)
            - interval '{days} days'
        order by person_id, readiness_date
    """,
    columns=(
        Column("readiness_date", "Day", "day"),
        Column("person_id", "Person", "name"),
        Column("readiness_percent", "Readiness %", "whole"),
        Column("status", "State"),
        Column("resting_heart_rate_score", "Heart", "number"),
        Column("heart_rate_variability_score", "Variability", "number"),
        Column("sleep_score", "Sleep", "number"),
        Column("form_score", "Form", "number"),
    ),
    draw=chart,
    series="person_id",
)
