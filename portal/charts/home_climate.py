"""How warm each room was on each day: a calendar."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import blank, day_axis, words
from portal.charts.theme import HEAT

# Degrees at which the colour changes: a home's rooms lie between cold and hot.
STEPS = [16, 18, 20, 22, 25]


def chart(width: int) -> Drawing:
    """Draw a line of squares for each room, blue for cold and orange for warm."""
    import altair as alt

    colours = alt.Scale(type="threshold", domain=STEPS, range=HEAT)
    legend = alt.Legend(type="symbol", direction="horizontal")
    return (
        blank(width, alt.Step(20))
        .mark_rect(stroke="var(--card)", strokeWidth=1)
        .encode(
            x=day_axis("climate_date"),
            y=alt.Y("room_id:N", title=None, axis=alt.Axis(labelLimit=90)),
            color=alt.Color("temperature_celsius_mean:Q", scale=colours, legend=legend),
            description=words(),
        )
    )


PANEL = Panel(
    name="climate",
    title="Climate calendar",
    about="Mean temperature of each room and day in °C; empty where less than half a day is known.",
    tables=("daily_room_climate",),
    question="""
        select climate_date, room_id, temperature_celsius_mean, temperature_celsius_min,
            temperature_celsius_max, humidity_percent_mean, comfort_percent
        from daily_room_climate
        where climate_date > (select max(climate_date) from daily_room_climate)
            - interval '{days} days'
        order by room_id, climate_date
    """,
    columns=(
        Column("climate_date", "Day", "day"),
        Column("room_id", "Room", "name"),
        Column("temperature_celsius_mean", "Mean °C", "number"),
        Column("temperature_celsius_min", "Lowest °C", "number"),
        Column("temperature_celsius_max", "Highest °C", "number"),
        Column("humidity_percent_mean", "Humidity %", "number", 0),
        Column("comfort_percent", "In comfort %", "number", 0),
    ),
    draw=chart,
    narrow=3,
    series="room_id",
)
