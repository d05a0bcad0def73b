"""A panel with its rows becomes a card: picture, words, and the table of the same rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from portal.charts.drawing import draw, text
from portal.charts.panel import Column, Panel
from portal.formats import Formats

# Of the drawing without its axis, in pixels as a card shows them.
NARROW, WIDE = 330, 500


@dataclass(frozen=True)
class Cell:
    """One value of a table: its words, and the state beside them if it has one."""

    text: str
    state: str = ""


@dataclass(frozen=True)
class Card:
    """What the template shows of a panel. `svg` is empty where the table is the picture.

    until: the newest day that is drawn. left_out: that there are more series than are shown.
    """

    panel: Panel
    svg: Markup
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    until: str
    left_out: str
    is_detailed: bool


def card_of(
    panel: Panel, rows: Sequence[dict[str, Any]], formats: Formats, *, is_detailed: bool
) -> Card:
    """Draw a panel once, and write its rows as the household reads them.

    is_detailed: with all columns, and with words at every mark.
    """
    width, most = (WIDE, 16) if is_detailed else (NARROW, 6)
    shown, left_out = first_series(panel, rows, most)
    # The drawing is our own, from Vega, which escapes every text of a row.
    svg = Markup(draw(panel, shown, formats, width, has_tips=is_detailed))  # noqa: S704
    columns = panel.columns if is_detailed else panel.columns[: panel.narrow]
    cells = [[_cell(column, row, formats) for column in columns] for row in shown]
    return Card(panel, svg, columns, cells, _until(panel, rows, formats), left_out, is_detailed)


def first_series(
    panel: Panel, rows: Sequence[dict[str, Any]], most: int
) -> tuple[Sequence[dict[str, Any]], str]:
    """Return the rows of the first series, and in words how many there are if not all are shown."""
    names = sorted({row[panel.series] for row in rows}) if panel.series else []
    if len(names) <= most:
        return rows, ""
    kept = {*names[:most]}
    words = f"{most} of {len(names)} are shown; gold has all."
    return [row for row in rows if row[panel.series] in kept], words


def _until(panel: Panel, rows: Sequence[dict[str, Any]], formats: Formats) -> str:
    """Write the newest day of what is drawn: a source may have ended long ago."""
    first = panel.columns[0]
    if panel.draw is None or first.kind not in ("day", "month"):
        return ""
    newest = max(row[first.name] for row in rows)
    return formats.day(newest) if first.kind == "day" else formats.month(newest)


def _cell(column: Column, row: dict[str, Any], formats: Formats) -> Cell:
    state = row["state"] if column.kind == "state" else ""
    return Cell(text(column, row, formats), state)
