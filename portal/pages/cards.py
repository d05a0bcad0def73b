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
    """What the template shows of a panel. `svg` is empty where the table is the picture."""

    panel: Panel
    svg: Markup
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    is_detailed: bool


def card_of(
    panel: Panel, rows: Sequence[dict[str, Any]], formats: Formats, *, is_detailed: bool
) -> Card:
    """Draw a panel once, and write its rows as the household reads them.

    is_detailed: with all columns, and with words at every mark.
    """
    width = WIDE if is_detailed else NARROW
    # The drawing is our own, from Vega, which escapes every text of a row.
    svg = Markup(draw(panel, rows, formats, width, has_tips=is_detailed))  # noqa: S704
    columns = panel.columns if is_detailed else panel.columns[: panel.narrow]
    cells = [[_cell(column, row, formats) for column in columns] for row in rows]
    return Card(panel, svg, columns, cells, is_detailed)


def _cell(column: Column, row: dict[str, Any], formats: Formats) -> Cell:
    state = row["state"] if column.kind == "state" else ""
    return Cell(text(column, row, formats), state)
