"""Forms that several charts share: axes of days, bars, lines and the marks that carry words."""

import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from portal.charts.drawing import LABEL, ROWS
from portal.charts.panel import Drawing

if TYPE_CHECKING:
    import altair as alt

HEIGHT = 130


def day_axis(field: str) -> "alt.X":
    """Return the axis of days, with few labels in the household's words."""
    import altair as alt

    # Of a single day Vega would label hours.
    midnights = "hours(datum.value) == 0 ? datum.label : ''"
    axis = alt.Axis(format="%d %b", tickCount=5, labelFlush=True, labelExpr=midnights)
    return alt.X(field, type="temporal", timeUnit="yearmonthdate", title=None, axis=axis)


def month_axis(field: str) -> "alt.X":
    """Return the axis of months."""
    import altair as alt

    firsts = "date(datum.value) == 1 ? datum.label : ''"
    axis = alt.Axis(format="%b %y", tickCount=6, labelFlush=True, labelExpr=firsts)
    return alt.X(field, type="temporal", timeUnit="yearmonth", title=None, axis=axis)


def amount_axis(field: str, title: str | None = None, **axis: Any) -> "alt.Y":
    """Return the vertical axis of a quantity; its unit is its title."""
    import altair as alt

    return alt.Y(field, type="quantitative", title=title, axis=alt.Axis(**axis))


def level_axis(field: str, title: str | None = None) -> "alt.Y":
    """Return the vertical axis of what never is near zero."""
    import altair as alt

    scale = alt.Scale(zero=False)
    return alt.Y(field, type="quantitative", title=title, scale=scale)


def rows_of(field: str) -> "alt.Row":
    """Return small charts below each other, one for each value, their names above."""
    import altair as alt

    header = alt.Header(orient="top", labelAnchor="start", labelPadding=3, labelFontWeight=600)
    return alt.Row(field, type="nominal", title=None, header=header)


def words() -> "alt.Description":
    """Return what a mark says: its row in words."""
    import altair as alt

    return alt.Description(LABEL, type="nominal")


def series(field: str, names: list[str] | None = None, *, is_shown: bool = True) -> "alt.Color":
    """Return the colours of several series; names: their order, where it is known."""
    import altair as alt

    scale = alt.Scale(domain=names) if names else alt.Undefined
    legend = alt.Legend() if is_shown else None
    return alt.Color(field, type="nominal", scale=scale, legend=legend)


def legend_of(names: Mapping[str, str], symbol: str = "square") -> "alt.Legend":
    """Return a legend that writes columns in words."""
    import altair as alt

    words = f"({json.dumps(dict(names))})[datum.label]"
    return alt.Legend(labelExpr=words, symbolType=symbol)


def blank(width: int, height: "int | alt.Step" = HEIGHT) -> "alt.Chart":
    """Return a chart of the panel's rows without marks yet; its size in pixels."""
    import altair as alt

    return alt.Chart(alt.NamedData(ROWS), width=width, height=height)


def bars(width: int, height: int = HEIGHT) -> Drawing:
    """Return bars without an encoding yet."""
    return blank(width, height).mark_bar()


def told(chart: Drawing) -> Drawing:
    """Return marks that nobody sees, one for each row, which say it where it is pointed at."""
    return _points(chart, color="transparent").encode(description=words())


def told_line(chart: Drawing) -> tuple[Drawing, Drawing]:
    """Return a line through the chart's encoding, and for each row a point that says it."""
    return chart.mark_line(), _points(chart).encode(description=words())


def _points(chart: Drawing, **mark: Any) -> Drawing:
    """Return small points; their edge, which is not seen, makes them easy to point at."""
    return chart.mark_point(
        filled=True, shape="square", size=9, opacity=1, stroke="transparent", strokeWidth=9, **mark
    )


def layered(rows: str, *layers: Drawing) -> Drawing:
    """Lay charts over each other, and repeat them below each other for each value of a column."""
    import altair as alt

    together: Drawing = alt.layer(*layers)
    # Each repetition has its own rows: a chart that names the rows itself would draw all of them.
    for one in (together, *together.layer):
        one.data = alt.Undefined
    return together.facet(data=alt.NamedData(ROWS), row=rows_of(rows))


def own_scales(chart: Drawing) -> Drawing:
    """Let each of several small charts have a vertical axis of its own."""
    return chart.resolve_scale(y="independent")
