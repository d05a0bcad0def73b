"""How regularly each person sleeps."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import blank, day_axis, layered, level_axis, told_line


def chart(width: int) -> Drawing:
    """Draw a line of the index."""
    base = blank(width, 90).encode(x=day_axis("sleep_date"), y=level_axis("regularity_index"))
    return layered("person_id", *told_line(base))


PANEL = Panel(
    name="regularity",
    title="Regularity of sleep",
    about="Sleep regularity index: 100 is asleep and awake at the same times every day.",
    tables=("nightly_sleep_regularity",),
    question="""
        select sleep_date, person_id, regularity_index, midpoint_deviation_seconds,
            efficiency_percent, count_nights
        from nightly_sleep_regularity
        where sleep_date > (select max(sleep_date) from nightly_sleep_regularity)
            - interval '{days} days' and regularity_index is not null
        order by person_id, sleep_date
    """,
    columns=(
        Column("sleep_date", "Night to", "day"),
        Column("person_id", "Person", "name"),
        Column("regularity_index", "Index", "number"),
        Column("midpoint_deviation_seconds", "Midpoint varies by", "duration"),
        Column("efficiency_percent", "Efficiency %", "whole"),
        Column("count_nights", "Nights", "whole"),
    ),
    draw=chart,
    daily=("sleep_date", "person_id"),
    series="person_id",
)
