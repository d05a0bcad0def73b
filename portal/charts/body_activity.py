"""How far each person walked."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import amount_axis, bars, day_axis, rows_of, words


def chart(width: int) -> Drawing:
    """Draw a bar of steps for each day."""
    return bars(width, 84).encode(
        x=day_axis("activity_date"),
        y=amount_axis("step_count", tickCount=3),
        row=rows_of("person_id"),
        description=words(),
    )


PANEL = Panel(
    name="activity",
    title="Activity",
    about="Steps of each day, each counted once although two devices saw it.",
    tables=("daily_activity",),
    question="""
        select activity_date, person_id, step_count, distance_meters,
            active_energy_kilocalories, step_source
        from daily_activity
        where activity_date > (select max(activity_date) from daily_activity)
            - interval '{days} days'
        order by person_id, activity_date
    """,
    columns=(
        Column("activity_date", "Day", "day"),
        Column("person_id", "Person", "name"),
        Column("step_count", "Steps", "whole"),
        Column("distance_meters", "Meters", "whole"),
        Column("active_energy_kilocalories", "Active kcal", "whole"),
        Column("step_source", "Recorder", "name"),
    ),
    draw=chart,
    series="person_id",
)
