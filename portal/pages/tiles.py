"""The tiles of the morning as a page shows them: words, links, and the line behind the number."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from portal.formats import Formats
from portal.links import trace_href, trace_path
from portal.pages.gold import Gold

TILES, TRENDS = "morning_brief", "morning_trends"
TREND_DAYS = 30
WIDTH, HEIGHT = 92, 26
# What needs a person stands first.
_ORDER = ("alert", "watch", "good", "unknown")


@dataclass(frozen=True)
class Tile:
    """One tile; `value` is the number as gold has it, `text` what a person reads.

    trend: the path of an SVG of 92 by 26, `end` its last point; both empty without a series.
    trace: the link to where the number comes from; empty where no such page was written.
    """

    tile_id: str
    domain: str
    title: str
    value: Any
    text: str
    comparison: str
    status: str
    trend: str
    end: tuple[float, float] | None
    trace: str


def read_tiles(gold: Gold, formats: Formats, folder: Path) -> list[Tile]:
    """Return the tiles of the published morning, those first that need a person.

    folder: that of the site, in which traces may have been written.
    """
    rows = gold.ask((TILES,), "select * from morning_brief")
    trends = _trends(gold)
    tiles = [_tile(row, trends.get(row["tile_id"], {}), formats, folder) for row in rows]
    return sorted(tiles, key=lambda tile: (_ORDER.index(tile.status), tile.tile_id))


def _trends(gold: Gold) -> dict[str, dict[date, float | None]]:
    question = "select * from morning_trends order by tile_id, trend_date"
    found: dict[str, dict[date, float | None]] = {}
    for row in gold.ask((TRENDS,), question):
        found.setdefault(row["tile_id"], {})[row["trend_date"]] = row["value"]
    return found


def _tile(
    row: Mapping[str, Any], series: Mapping[date, float | None], formats: Formats, folder: Path
) -> Tile:
    points = trend_points(series, row["brief_date"])
    key = {"tile_id": row["tile_id"]}
    is_traced = (folder / trace_path(TILES, key)).is_file()
    return Tile(
        tile_id=row["tile_id"],
        domain=row["domain"],
        title=row["title"],
        value=row["value"],
        text=formats.quantity(row["value"], row["unit"]),
        comparison=row["comparison"],
        status=row["status"],
        trend=trend_path(points),
        end=next((point for point in reversed(points) if point), None) if len(points) > 1 else None,
        trace=trace_href(TILES, key) if is_traced else "",
    )


def trend_points(
    series: Mapping[date, float | None], until: date
) -> list[tuple[float, float] | None]:
    """Place the last 30 days of a series in the little picture; None is a day without a value."""
    days = [until - timedelta(days=back) for back in reversed(range(TREND_DAYS + 1))]
    values = [series.get(day) for day in days]
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return []
    lowest, height = min(known), max(known) - min(known)
    return [
        None
        if value is None
        else (
            round(WIDTH * position / TREND_DAYS, 1),
            round(HEIGHT - 2 - (HEIGHT - 4) * ((value - lowest) / height if height else 0.5), 1),
        )
        for position, value in enumerate(values)
    ]


def trend_path(points: Sequence[tuple[float, float] | None]) -> str:
    """Draw a line through the points, broken where a day is not known."""
    parts, is_drawing = [], False
    for point in points:
        if point is not None:
            parts.append(f"{'L' if is_drawing else 'M'}{point[0]:g},{point[1]:g}")
        is_drawing = point is not None
    return "".join(parts)
