"""How damp each room was, and how damp its coldest corner."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import blank, day_axis, layered, level_axis, told_line


def chart(width: int) -> Drawing:
    """Draw a line of the humidity of each room."""
    base = blank(width, 70).encode(
        x=day_axis("climate_date"), y=level_axis("humidity_percent_mean")
    )
    return layered("room_id", *told_line(base))


PANEL = Panel(
    name="humidity",
    title="Humidity",
    about="Mean relative humidity of each room and day, in percent.",
    tables=("daily_room_climate", "daily_room_comfort"),
    question="""
        select climate.climate_date, climate.room_id, climate.humidity_percent_mean,
            comfort.damp_hours, comfort.dew_point_celsius, comfort.corner_humidity_percent
        from daily_room_climate as climate
        inner join daily_room_comfort as comfort
            on climate.climate_date = comfort.climate_date and climate.room_id = comfort.room_id
        where climate.climate_date > (select max(climate_date) from daily_room_climate)
            - interval '{days} days' and climate.humidity_percent_mean is not null
        order by climate.room_id, climate.climate_date
    """,
    columns=(
        Column("climate_date", "Day", "day"),
        Column("room_id", "Room", "name"),
        Column("humidity_percent_mean", "Humidity %", "number"),
        Column("damp_hours", "Damp hours", "number"),
        Column("dew_point_celsius", "Dew point °C", "number"),
        Column("corner_humidity_percent", "Cold corner %", "number"),
    ),
    draw=chart,
    daily=("climate_date", "room_id"),
    series="room_id",
)
