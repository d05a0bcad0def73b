"""How long each person slept."""

from typing import Any

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import amount_axis, bars, day_axis, rows_of, words


def chart(width: int) -> Drawing:
    """Draw a bar for each night; the axis writes seconds as hours."""
    hours: dict[str, Any] = {
        "values": [0, 14400, 28800, 43200],
        "labelExpr": "datum.value / 3600 + ' h'",
    }
    return bars(width, 84).encode(
        x=day_axis("sleep_date"),
        y=amount_axis("asleep_seconds", **hours),
        row=rows_of("person_id"),
        description=words(),
    )


PANEL = Panel(
    name="sleep",
    title="Sleep",
    about="Time asleep of each night, naps included, on the day on which the person woke.",
    tables=("nightly_sleep",),
    question="""
        select sleep_date, person_id, asleep_seconds, deep_sleep_seconds, rem_sleep_seconds,
            light_sleep_seconds, awake_seconds, sleep_source
        from nightly_sleep
        where sleep_date > (select max(sleep_date) from nightly_sleep) - interval '{days} days'
        order by person_id, sleep_date
    """,
    columns=(
        Column("sleep_date", "Night to", "day"),
        Column("person_id", "Person", "name"),
        Column("asleep_seconds", "Asleep", "duration"),
        Column("deep_sleep_seconds", "Deep", "duration"),
        Column("rem_sleep_seconds", "REM", "duration"),
        Column("light_sleep_seconds", "Light", "duration"),
        Column("awake_seconds", "Awake", "duration"),
        Column("sleep_source", "Recorder", "name"),
    ),
    draw=chart,
    series="person_id",
)
