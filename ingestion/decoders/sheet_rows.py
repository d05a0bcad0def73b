"""Rows of a sheet of a workbook, xlsx or xls, below its header."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from ingestion.decoders import xls_rows
from ingestion.decoders.archive import START as ZIP
from ingestion.decoders.archive import opened
from ingestion.decoders.base import Member
from ingestion.decoders.csv_rows import Row
from ingestion.decoders.unpivoted_rows import Unpivot, unpivoted_rows
from ingestion.decoders.xlsx_parts import workbook_of
from ingestion.decoders.xlsx_rows import xlsx_rows
from ingestion.errors import QuarantineError

_WORKBOOK = "xl/workbook.xml"
Sheets = Mapping[str, Callable[[], Iterator[Row]]]


@dataclass(frozen=True)
class SheetFormat:
    """Say where a table lies in a workbook: the sheet, the first one where none is named."""

    sheet: str | None = None
    skip_lines: int = 0
    header_begins: str | None = None
    unpivot: Unpivot | None = None


def is_xlsx(file: Path) -> bool:
    """Tell whether a zip archive is a workbook.

    Raises: QuarantineError where it cannot be read.
    """
    with opened(file, lambda member: member.name == _WORKBOOK, (_WORKBOOK,)) as package:
        return bool(package.members)


@contextmanager
def open_sheets(file: Path) -> Iterator[Sheets]:
    """Open a workbook's sheets by their names.

    Raises: QuarantineError.
    """
    with file.open("rb") as stream:
        start = stream.read(len(xls_rows.START))
    if start == xls_rows.START:
        names = xls_rows.xls_sheets(file)
        yield {name: partial(xls_rows.xls_rows, file, name) for name in names}
        return
    if not start.startswith(ZIP) or not is_xlsx(file):
        raise QuarantineError("header_mismatch", "it is no workbook, neither xlsx nor xls")
    with opened(file, _is_part, (".xml", ".rels")) as package:
        book = workbook_of(package)
        yield {name: partial(xlsx_rows, book, part) for name, part in book.sheets.items()}


def read_sheet_rows(file: Path, form: SheetFormat) -> Iterator[Row]:
    """Yield the rows of a sheet, the header first.

    Raises: QuarantineError.
    """
    with open_sheets(file) as sheets:
        name = form.sheet or next(iter(sheets), "")
        if name not in sheets:
            known = ", ".join(repr(one[:40]) for one in sheets)
            raise QuarantineError("header_mismatch", f"it has no sheet {name!r}, but {known}")
        yield from table_of(sheets[name](), form)


def read_sheet_above(file: Path, form: SheetFormat) -> list[list[str]]:
    """Return the stripped cells of each row above the header, also of the empty ones."""
    above: list[list[str]] = []
    with open_sheets(file) as sheets:
        for row in sheets[form.sheet or next(iter(sheets))]():
            if _is_header(row, form):
                above += [[] for _ in range(row.line - 1 - len(above))]
                break
            above += [[] for _ in range(row.line - 1 - len(above))]
            above.append([cell.strip() for cell in row.cells])
    return above


def table_of(rows: Iterator[Row], form: SheetFormat) -> Iterator[Row]:
    """Yield the header and the rows below it, each as wide as the header."""
    header = next((row for row in rows if _is_header(row, form)), None)
    if header is None:
        return
    width = max(place for place, cell in enumerate(header.cells, start=1) if cell.strip())
    table = _as_wide(header, rows, width)
    yield from unpivoted_rows(table, form.unpivot) if form.unpivot else table


def _is_part(member: Member) -> bool:
    return member.name.startswith("xl/")


def _is_header(row: Row, form: SheetFormat) -> bool:
    if row.problem or row.line <= form.skip_lines or not any(map(str.strip, row.cells)):
        return False
    return form.header_begins is None or row.cells[0].strip() == form.header_begins


def _as_wide(header: Row, rows: Iterator[Row], width: int) -> Iterator[Row]:
    yield header._replace(cells=header.cells[:width])
    for row in rows:
        cells = row.cells
        if row.problem:
            yield row
        elif len(cells) > width and any(map(str.strip, cells[width:])):
            yield row._replace(cells=[], problem="row_ragged")
        elif any(map(str.strip, cells)):
            missing = [""] * (width - len(cells))
            is_whole = len(cells) == width
            yield row if is_whole else row._replace(cells=[*cells[:width], *missing])
