"""Turn a panel's rows into one SVG that takes its colours from the page."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any, Literal

from babel import Locale
from babel.dates import get_day_names, get_month_names, get_period_names

from portal.charts.panel import Column, Panel, Row
from portal.charts.theme import theme
from portal.formats import Formats

LABEL, ROWS = "_label", "rows"
Width = Literal["wide", "abbreviated"]
# Where a drawing is: numbers that are read stand elsewhere, and stay as they are.
_PLACE = re.compile(r' (?:d|transform|[xy][12]?|width|height)="[^"]*"')
_NUMBER = re.compile(r"-?\d+\.\d{3,}")
# What the style sheet says, what holds anyhow, and what an image must not say; then what is empty.
_NOT_NEEDED = (
    re.compile(
        r" (?:aria-(?:label|roledescription|hidden)|role|pointer-events|style|class|font-family)"
        r'="[^"]*"'
        r'| opacity="1"| stroke-miterlimit="10"'
    ),
    re.compile(r'<path d="" display="none"/>|<g></g>'),
)
# Marks that are only there to be pointed at, and what marks say.
_TIPS = (
    re.compile(r'<path data-tip="[^"]*"[^>]* fill="transparent"[^>]*/>'),
    re.compile(r' data-tip="[^"]*"| stroke="transparent" stroke-width="9"'),
)
_HEAD = re.compile(r"<svg[^>]*?viewBox=\"([^\"]*)\"[^>]*>", re.DOTALL)


def draw(panel: Panel, rows: Sequence[Row], formats: Formats, width: int, *, has_tips: bool) -> str:
    """Return the SVG of a panel that draws; its title and description are the panel's own words.

    has_tips: each mark carries the row's words, for a script that shows them.
    """
    import altair as alt
    import vl_convert

    if panel.draw is None:
        return ""
    alt.data_transformers.disable_max_rows()
    spec = panel.draw(width).to_dict(validate=False)
    spec.setdefault("datasets", {})[ROWS] = [
        *(_values(panel, row, formats if has_tips else None) for row in rows),
        *missing_days(panel, rows),
    ]
    spec["config"] = theme()
    svg = vl_convert.vegalite_to_svg(
        spec,
        # As Altair writes it, without its patch: 6.4.
        vl_version=alt.SCHEMA_VERSION.removeprefix("v").rpartition(".")[0],
        format_locale=_numbers(formats.locale),
        time_format_locale=_times(formats.locale),
    )
    return _for_page(svg, panel, has_tips=has_tips)


def label(columns: Sequence[Column], row: Row, formats: Formats) -> str:
    """Say a row in words: each heading with its value."""
    return "; ".join(f"{one.heading} {text(one, row, formats)}" for one in columns)


def text(column: Column, row: Row, formats: Formats) -> str:
    """Write one value of a row as its column does."""
    value = row[column.name]
    if value is None:
        return formats.quantity(None, "")
    writers: Mapping[str, Any] = {
        "day": formats.day,
        "month": formats.month,
        "moment": formats.moment,
        "duration": formats.duration,
        "number": lambda number: formats.number(number, column.decimals),
        "truth": lambda is_true: "yes" if is_true else "no",
        "whole": lambda number: formats.number(number, 0),
        "money": lambda amount: formats.money(amount, row["currency_code"]),
    }
    return str(writers.get(column.kind, str)(value))


def _values(panel: Panel, row: Row, formats: Formats | None) -> dict[str, Any]:
    """Return a row as JSON: amounts as numbers, days as midnights of the machine that draws.

    formats: how its words are written, where its mark says them.
    """
    values = {name: _plain(value) for name, value in row.items()}
    return values | {LABEL: label(panel.columns, row, formats) if formats else ""}


def missing_days(panel: Panel, rows: Sequence[Row]) -> Iterator[dict[str, Any]]:
    """Yield an empty row for each day that a daily series leaves out: there its line breaks."""
    if not panel.daily:
        return
    day, *group = panel.daily
    series: dict[tuple[Any, ...], set[date]] = defaultdict(set)
    for row in rows:
        series[tuple(row[name] for name in group)].add(row[day])
    for key, known in series.items():
        for number in range((max(known) - min(known)).days):
            missing = min(known) + timedelta(days=number)
            if missing not in known:
                yield {day: _plain(missing), **dict(zip(group, key, strict=True))}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%dT%H:%M:%S")
    return f"{value.isoformat()}T00:00:00" if isinstance(value, date) else value


def _for_page(svg: str, panel: Panel, *, has_tips: bool) -> str:
    """Make ids the panel's own, leave out what the page says itself, round to what is seen."""
    head = _HEAD.search(svg)
    body = svg[head.end() :] if head else svg
    # Of marks, not of the titles that Vega describes.
    body = re.sub(r"(<(?!g )[a-z]+) aria-label=", r"\1 data-tip=", body)
    for needless in (*_NOT_NEEDED, *(() if has_tips else _TIPS)):
        body = needless.sub("", body)
    body = re.sub(r'(id="|url\(#)', rf"\g<1>{panel.name}-", body)
    body = _PLACE.sub(lambda place: _NUMBER.sub(_rounded, place[0]), body)
    view = head[1] if head else "0 0 1 1"
    return (
        f'<svg viewBox="{view}" role="img" aria-labelledby="{panel.name}-title '
        f'{panel.name}-about">{body}'
    )


def _rounded(number: re.Match[str]) -> str:
    return f"{float(number[0]):.2f}".rstrip("0").rstrip(".")


def _numbers(locale: Locale) -> dict[str, Any]:
    """Return the marks of d3-format."""
    symbols = locale.number_symbols["latn"]
    return {
        "decimal": symbols["decimal"],
        "thousands": symbols["group"],
        "grouping": [3],
        "currency": ["", ""],
    }


def _times(locale: Locale) -> dict[str, Any]:
    """Return the names of d3-time-format, whose weeks begin on Sunday."""

    def days(width: Width) -> list[str]:
        names = get_day_names(width, locale=locale)
        return [names[number] for number in (6, 0, 1, 2, 3, 4, 5)]

    def months(width: Width) -> list[str]:
        return list(get_month_names(width, locale=locale).values())

    periods = get_period_names(locale=locale)
    return {
        "dateTime": "%x, %X",
        "date": "%d.%m.%Y",
        "time": "%H:%M:%S",
        "periods": [periods.get("am", "AM"), periods.get("pm", "PM")],
        "days": days("wide"),
        "shortDays": days("abbreviated"),
        "months": months("wide"),
        "shortMonths": months("abbreviated"),
    }
