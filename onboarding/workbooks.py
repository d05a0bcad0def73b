"""Finding the table in a workbook: its first sheet, looked at as the text that it would be."""

import csv
import io
from dataclasses import replace
from itertools import groupby, islice
from pathlib import Path

from ingestion.decoders.archive import START as ZIP
from ingestion.decoders.csv_rows import Row
from ingestion.decoders.sheet_rows import open_sheets
from ingestion.decoders.xls_rows import START as XLS
from ingestion.errors import QuarantineError
from onboarding.sheets import MOST_ROWS, Sheet, read_sheet


def is_workbook(start: bytes) -> bool:
    """Tell whether a file may be a workbook by how it begins."""
    return start.startswith((ZIP, XLS))


def read_workbook_sheet(path: Path) -> Sheet:
    """Return the table of the first sheet: its longest run of rows without an empty one.

    Raises: ValueError where the file is no workbook or holds no table.
    """
    try:
        text = _text_of(path)
    except QuarantineError as refusal:
        raise ValueError(refusal.message) from refusal
    return replace(read_sheet(text), is_workbook=True)


def _text_of(path: Path) -> str:
    with open_sheets(path) as sheets:
        first = next(iter(sheets.values()), lambda: iter(()))
        rows = _longest_run([row for row in islice(first(), MOST_ROWS) if not row.problem])
    if not rows:
        raise ValueError("its first sheet holds no rows")
    width = max(len(row.cells) for row in rows)
    text = io.StringIO(newline="")
    # What stands above an empty row is a title, and counts as lines only.
    text.write("\n" * (rows[0].line - 1))
    csv.writer(text, delimiter="\t", lineterminator="\n").writerows(
        [*row.cells, *[""] * (width - len(row.cells))] for row in rows
    )
    return text.getvalue()


def _longest_run(rows: list[Row]) -> list[Row]:
    """Return the most rows that follow each other without an empty one."""
    runs = (
        [row for _, row in run]
        for _, run in groupby(enumerate(rows), key=lambda pair: pair[1].line - pair[0])
    )
    return max(runs, key=len, default=[])
