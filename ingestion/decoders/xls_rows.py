"""Rows of a sheet of an xls workbook (BIFF), as programs wrote them before 2007."""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.decoders.csv_rows import Row
from ingestion.decoders.sheet_cells import Shown, number_text, serial_text, shown_by
from ingestion.errors import QuarantineError

if TYPE_CHECKING:
    import xlrd

START = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MOST_BYTES = 64_000_000


def xls_sheets(file: Path) -> list[str]:
    """Return the names of a workbook's sheets.

    Raises: QuarantineError.
    """
    with _book(file) as book:
        return list(book.sheet_names())


def xls_rows(file: Path, sheet: str) -> Iterator[Row]:
    """Yield the rows of a sheet that hold a text.

    Raises: QuarantineError.
    """
    with _book(file) as book:
        found = book.sheet_by_name(sheet)
        for number in range(found.nrows):
            cells = [_text(book, cell) for cell in found.row(number)]
            if any(cells):
                yield Row(number + 1, cells, "\t".join(cells))


@contextmanager
def _book(file: Path) -> "Iterator[xlrd.book.Book]":
    import xlrd

    if file.stat().st_size > MOST_BYTES:
        raise QuarantineError("too_large", f"more than {MOST_BYTES // 1_000_000} MB of xls")
    try:
        # Ragged rows keep a far cell from filling up all the cells before it.
        book = xlrd.open_workbook(
            str(file), logfile=io.StringIO(), on_demand=True, ragged_rows=True, formatting_info=True
        )
        with book:
            yield book
    except (QuarantineError, OSError, MemoryError):
        raise
    except Exception as error:
        detail = f"it is no xls workbook that can be read: {str(error)[:200]}"
        raise QuarantineError("malformed", detail) from error


def _text(book: "xlrd.book.Book", cell: "xlrd.sheet.Cell") -> str:
    import xlrd

    if isinstance(cell.value, str):
        return cell.value
    if cell.ctype == xlrd.XL_CELL_DATE:
        return serial_text(cell.value, _shown(book, cell), is_1904=book.datemode == 1)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return "true" if cell.value else "false"
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return xlrd.error_text_from_code.get(int(cell.value), "#N/A")
    return number_text(cell.value)


def _shown(book: "xlrd.book.Book", cell: "xlrd.sheet.Cell") -> Shown:
    style = book.xf_list[cell.xf_index or 0]
    return shown_by(book.format_map[style.format_key].format_str)
