"""What each person weighs, and the trend behind the scale's ups and downs."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import blank, day_axis, layered, level_axis, words


def chart(width: int) -> Drawing:
    """Draw each weighing as a point, the trend as a line."""
    base = blank(width, 90).encode(x=day_axis("body_date"))
    weighings = base.mark_point(filled=True, size=26, color="var(--series-6)").encode(
        y=level_axis("body_mass_kilograms"), description=words()
    )
    trend = base.mark_line().encode(y=level_axis("body_mass_trend_kilograms"))
    return layered("person_id", weighings, trend)


PANEL = Panel(
    name="weight",
    title="Weight",
    about="In kg. Points: as weighed. Line: the trend, to which each weighing adds a tenth.",
    tables=("daily_body",),
    question="""
        select body_date, person_id, body_mass_kilograms, body_mass_trend_kilograms
        from daily_body
        where body_date > (select max(body_date) from daily_body) - interval '{long_days} days'
            and body_mass_kilograms is not null
        order by person_id, body_date
    """,
    columns=(
        Column("body_date", "Day", "day"),
        Column("person_id", "Person", "name"),
        Column("body_mass_kilograms", "Weight kg", "number"),
        Column("body_mass_trend_kilograms", "Trend kg", "number"),
    ),
    draw=chart,
    series="person_id",
)
