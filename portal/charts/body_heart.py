"""How fast each person's heart beats at rest."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import blank, day_axis, layered, level_axis, told_line


def chart(width: int) -> Drawing:
    """Draw a line of beats a minute."""
    base = blank(width, 90).encode(x=day_axis("body_date"), y=level_axis("resting_heart_rate_bpm"))
    return layered("person_id", *told_line(base))


PANEL = Panel(
    name="heart",
    title="Heart at rest",
    about="Beats a minute at rest; the table also has the variability of the heart rate.",
    tables=("daily_body",),
    question="""
        select body_date, person_id, resting_heart_rate_bpm,
            heart_rate_variability_sdnn_milliseconds, heart_rate_variability_rmssd_milliseconds,
            resting_heart_rate_source
        from daily_body
        where body_date > (select max(body_date) from daily_body) - interval '{days} days'
            and resting_heart_rate_bpm is not null
        order by person_id, body_date
    """,
    columns=(
        Column("body_date", "Day", "day"),
        Column("person_id", "Person", "name"),
        Column("resting_heart_rate_bpm", "At rest, bpm", "whole"),
        Column("heart_rate_variability_sdnn_milliseconds", "SDNN ms", "number"),
        Column("heart_rate_variability_rmssd_milliseconds", "RMSSD ms", "number"),
        Column("resting_heart_rate_source", "Recorder", "name"),
    ),
    draw=chart,
    daily=("body_date", "person_id"),
    series="person_id",
)
