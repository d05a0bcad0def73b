"""The line behind a tile's number: in its little picture, and broken where a day is missing."""

from datetime import date, timedelta

from portal.pages.tiles import HEIGHT, WIDTH, trend_path, trend_points
from portal.templates import breakable

TODAY = date(2026, 7, 1)


def series(*values: float | None) -> dict[date, float | None]:
    """Return values of which the last one is of today."""
    first = TODAY - timedelta(days=len(values) - 1)
    return {first + timedelta(days=number): value for number, value in enumerate(values)}


def test_the_newest_day_stands_at_the_right_and_higher_is_higher() -> None:
    points = [point for point in trend_points(series(1.0, 3.0, 2.0), TODAY) if point]
    (_, lowest), (_, highest), (right, middle) = points
    assert right == WIDTH
    assert 0 < highest < middle < lowest < HEIGHT


def test_a_line_breaks_where_a_day_is_missing_or_not_known() -> None:
    assert trend_path(trend_points(series(1, 2, None, 2, 1), TODAY)).count("M") == 2
    known = series(1, 2, 3, 2, 1)
    del known[TODAY - timedelta(days=2)]
    assert trend_path(trend_points(known, TODAY)).count("M") == 2
    assert trend_path(trend_points(series(1, 2, 3, 2, 1), TODAY)).count("M") == 1


def test_values_that_never_change_are_a_line_in_the_middle() -> None:
    heights = {point[1] for point in trend_points(series(5.0, 5.0, 5.0), TODAY) if point}
    assert heights == {HEIGHT / 2}


def test_fewer_than_two_values_are_no_line() -> None:
    assert trend_points({}, TODAY) == []
    assert trend_points(series(5.0), TODAY) == []
    assert trend_points(series(5.0, *[None] * 40), TODAY) == []


def test_long_names_may_break_after_dots_and_underscores_and_stay_escaped() -> None:
    assert breakable("living_room") == "living_<wbr>room"
    assert breakable("meter.main/1.5") == "meter.<wbr>main/1.5"
    assert breakable("<b>_x & 'y'") == "&lt;b&gt;_<wbr>x &amp; &#39;y&#39;"
