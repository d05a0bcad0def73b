"""What a workbook or a database holds, as bytes by which it is recognised like a text."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from ingestion.decoders import sqlite_rows, xls_rows
from ingestion.decoders.archive import START as ZIP
from ingestion.decoders.csv_rows import MOST_LINES_ABOVE, Row
from ingestion.decoders.sheet_rows import SheetFormat, is_xlsx, open_sheets, table_of
from ingestion.decoders.sqlite_rows import SqliteFormat
from ingestion.errors import QuarantineError

STARTS = (ZIP, xls_rows.START, sqlite_rows.START)
# No text begins like this, so that no text format takes a preview for its own.
_MARK = b"\0tables\n"
_MOST_SHEETS, _MOST_CELLS, _LONGEST_TEXT = 20, 200, 200


@dataclass(frozen=True)
class Preview:
    """Hold the first rows of each sheet, or the columns of each table."""

    sheets: dict[str, list[Row]]
    tables: dict[str, list[str]]

    def columns(self, form: SheetFormat | SqliteFormat) -> list[str] | None:
        """Return the header that a format finds, None where there is none."""
        if isinstance(form, SqliteFormat):
            return self.tables.get(form.table)
        name = form.sheet or next(iter(self.sheets), "")
        header = next(table_of(iter(self.sheets.get(name, ())), form), None)
        return None if header is None else header.cells

    def described(self) -> str:
        """Say in words what it is."""
        kind, names = ("workbook", self.sheets) if self.sheets else ("SQLite database", self.tables)
        held = "sheets" if self.sheets else "tables"
        shown = ", ".join(repr(name[:40]) for name in list(names)[:10])
        return f"it is a {kind} with the {held} {shown or 'none'}"


def preview_of(start: bytes, file: Path) -> bytes:
    """Return what a file that begins so holds; nothing where it is no workbook or database.

    Raises: QuarantineError where it cannot be read.
    """
    if start.startswith(sqlite_rows.START):
        return _written({"tables": sqlite_rows.tables_of(file)})
    if start.startswith(ZIP) and is_xlsx(file):
        return _sheets(file)
    if start.startswith(xls_rows.START):
        try:
            return _sheets(file)
        except QuarantineError as refusal:
            # Old Word files begin in the same way.
            if refusal.code != "malformed":
                raise
    return b""


def read_preview(data: bytes) -> Preview | None:
    """Return what `preview_of` wrote; None where the bytes are something else."""
    if not data.startswith(_MARK):
        return None
    said = json.loads(data[len(_MARK) :])
    sheets = {
        name: [Row(line, cells, "") for line, cells in rows]
        for name, rows in said.get("sheets", {}).items()
    }
    return Preview(sheets, said.get("tables", {}))


def _sheets(file: Path) -> bytes:
    with open_sheets(file) as sheets:
        named = islice(sheets.items(), _MOST_SHEETS)
        return _written({"sheets": {name: list(_first(rows())) for name, rows in named}})


def _first(rows: Iterator[Row]) -> Iterator[tuple[int, Sequence[str]]]:
    for row in islice(rows, MOST_LINES_ABOVE + 1):
        if not row.problem:
            yield row.line, [cell[:_LONGEST_TEXT] for cell in row.cells[:_MOST_CELLS]]


def _written(said: dict[str, Any]) -> bytes:
    return _MARK + json.dumps(said).encode()
