"""The page docs/scale.md and its picture, from what was measured."""

from collections.abc import Sequence
from pathlib import Path

from benchmarks.scale.growing import Households, Years

_TEMPLATE = Path(__file__).with_name("page.txt")
_PARTS = {
    "ingest": "ingest_seconds",
    "build": "build_seconds",
    "site": "site_seconds",
    "a new day": "new_day_seconds",
}


def page(years: Sequence[Years], households: Sequence[Households], days: int) -> str:
    """Return docs/scale.md."""
    first, last = years[0], years[-1]
    return _TEMPLATE.read_text("utf-8").format(
        years=years_table(years),
        households=households_table(households),
        first_years=first.years,
        last_years=last.years,
        growth_files=f"{last.count_files / first.count_files:.1f}",
        growth_words=growth(first, last),
        days=days,
        at_a_time=households[0].at_a_time,
    )


def growth(first: Years, last: Years) -> str:
    """Return how many times as long each part takes, in words."""
    return ", ".join(
        f"{part} takes {getattr(last, name) / getattr(first, name):.1f} times as long"
        for part, name in _PARTS.items()
    )


def years_table(measured: Sequence[Years]) -> str:
    """Return a row for each length of history."""
    rows = (
        f"| {one.years} | {one.count_files:,} | {one.lake_megabytes:,.0f} "
        + "".join(f"| {getattr(one, name):.1f} " for name in _PARTS.values())
        + "|"
        for one in measured
    )
    head = "| years | files | lake, MB | " + " | ".join(f"{part}, s" for part in _PARTS) + " |"
    return "\n".join((head, "|" + " ---: |" * (3 + len(_PARTS)), *rows))


def households_table(measured: Sequence[Households]) -> str:
    """Return a row for each number of households."""
    rows = (
        f"| {one.households} | {one.lake_megabytes:,.0f} | {one.seconds:.0f} "
        f"| {one.seconds / one.households:.1f} |"
        for one in measured
    )
    head = "| households | lakes, MB | one new day of all, s | a household, s |"
    return "\n".join((head, "|" + " ---: |" * 4, *rows))


def picture(measured: Sequence[Years]) -> str:
    """Return an SVG with a line for each part: seconds by years."""
    import vl_convert

    points = [
        {"years": one.years, "part": part, "seconds": getattr(one, name)}
        for one in measured
        for part, name in _PARTS.items()
    ]
    return vl_convert.vegalite_to_svg(
        {
            "data": {"values": points},
            "width": 560,
            "height": 240,
            "background": "white",
            "mark": {"type": "line", "point": True},
            "encoding": {
                "x": {"field": "years", "type": "quantitative", "title": "years of data"},
                "y": {"field": "seconds", "type": "quantitative"},
                "color": {"field": "part", "type": "nominal", "title": None, "sort": list(_PARTS)},
            },
        }
    )
