"""What heating took, beside what such weather takes."""

from portal.charts.panel import Column, Drawing, Panel
from portal.charts.shapes import amount_axis, bars, day_axis, layered, own_scales, words


def chart(width: int) -> Drawing:
    """Draw bars of what was used, and a line of what was to be expected."""
    base = bars(width, 110).encode(x=day_axis("usage_date"))
    used = base.encode(y=amount_axis("quantity"), description=words())
    expected = base.mark_line(color="var(--series-2)").encode(y=amount_axis("expected_quantity"))
    return own_scales(layered("commodity_and_unit", used, expected))


PANEL = Panel(
    name="heating",
    title="Use and weather",
    about="Bars: what was used. Line: what such weather took in the year before.",
    tables=("daily_heating_need",),
    question="""
        select usage_date, concat(commodity, ' in ', unit) as commodity_and_unit, quantity,
            expected_quantity, outside_temperature_celsius_mean, heating_degree_days
        from daily_heating_need
        where usage_date > (select max(usage_date) from daily_heating_need)
            - interval '{days} days'
        order by commodity, usage_date
    """,
    columns=(
        Column("usage_date", "Day", "day"),
        Column("commodity_and_unit", "Of"),
        Column("quantity", "Used", "number", 2),
        Column("expected_quantity", "Expected", "number", 2),
        Column("outside_temperature_celsius_mean", "Outside °C", "number"),
        Column("heating_degree_days", "Degree days", "number"),
    ),
    draw=chart,
)
