"""How much each person trained, and what it left."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import amount_axis, bars, day_axis, layered, legend_of, words

LINES = {"fitness_load": "fitness", "fatigue_load": "fatigue", "form_load": "form"}


def chart(width: int) -> Drawing:
    """Draw the load of each day as bars below lines of fitness, fatigue and form."""
    import altair as alt

    base = bars(width, 84).encode(x=day_axis("activity_date"))
    load = base.mark_bar(color="var(--line)").encode(
        y=amount_axis("training_load", tickCount=3), description=words()
    )
    colours = alt.Scale(
        domain=list(LINES),
        range=["var(--series-1)", "var(--series-2)", "var(--series-3)"],
    )
    lines = (
        base.transform_fold(list(LINES), as_=["line", "points"])
        .mark_line()
        .encode(
            y=alt.Y("points:Q", title=None),
            color=alt.Color("line:N", scale=colours, legend=legend_of(LINES, "stroke")),
        )
    )
    return layered("person_id", load, lines)


PANEL = Panel(
    name="training-load",
    title="Training load",
    about="Bars: the load of a day; 100 is an hour at the threshold. Form is fitness less fatigue.",
    tables=("daily_training_load",),
    question="""
        select activity_date, person_id, training_load, fitness_load, fatigue_load, form_load,
            count_workouts
        from daily_training_load
        where activity_date > (select max(activity_date) from daily_training_load)
            - interval '{days} days'
        order by person_id, activity_date
    """,
    columns=(
        Column("activity_date", "Day", "day"),
        Column("person_id", "Person", "name"),
        Column("training_load", "Load", "number"),
        Column("fitness_load", "Fitness", "number"),
        Column("fatigue_load", "Fatigue", "number"),
        Column("form_load", "Form", "number"),
        Column("count_workouts", "Workouts", "whole"),
    ),
    draw=chart,
    series="person_id",
)
