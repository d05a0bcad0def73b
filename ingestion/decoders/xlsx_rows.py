"""Rows of a sheet of an xlsx workbook, in bounded memory.

The value counts that the program kept of a formula; formulas are not computed.
Source: ECMA-376 part 1, 18.3.1 (worksheets).
"""

import re
from collections.abc import Iterator
from xml.parsers import expat

from ingestion.decoders.archive import Content
from ingestion.decoders.base import LONGEST_RAW_TEXT
from ingestion.decoders.csv_rows import LONGEST_CELL, LONGEST_LINE, Row
from ingestion.decoders.sheet_cells import Shown, serial_text
from ingestion.decoders.xlsx_parts import Attributes, Workbook, heard

MOST_COLUMNS = 16_384
# Of each cell, where a row is too long to be shown whole.
_MOST_SHOWN = 100
_PLACE = re.compile(r"([A-Z]{1,3})\d*")
# As spreadsheets show a cell that points to nothing.
_NO_SUCH_TEXT = "#REF!"


def xlsx_rows(book: Workbook, sheet: Content) -> Iterator[Row]:
    """Yield the rows of a sheet that hold a text; a damaged rest is one row with a problem.

    Raises: QuarantineError.
    """
    cells = _Cells(book)
    try:
        with sheet.stream() as stream:
            for _ in heard(stream, cells):
                yield from cells.taken()
    except expat.ExpatError as error:
        yield from cells.taken()
        yield Row(cells.number + 1, [], str(error), "rest_unreadable")


class _Cells:
    """Gather the rows of a sheet as they are heard of."""

    def __init__(self, book: Workbook) -> None:
        self.number = 0
        self._book = book
        self._done: list[tuple[int, dict[int, str], str | None]] = []
        self._row: dict[int, str] = {}
        self._place = -1
        self._kind, self._style = "n", ""
        self._pieces: list[str] = []
        self._length = 0
        self._is_value = self._is_aside = False
        self._problem: str | None = None

    def taken(self) -> Iterator[Row]:
        """Yield the rows that are whole, each filled up to its last cell, and forget them."""
        done, self._done = self._done, []
        for number, cells, problem in done:
            yield _row_of(number, cells, problem)

    def start(self, name: str, said: Attributes) -> None:
        """Begin a row, a cell or its value."""
        if name == "row":
            stated = said.get("r", "")
            self.number = int(stated) if stated.isdecimal() and len(stated) < 8 else self.number + 1
            self._row, self._place, self._problem = {}, -1, None
        elif name == "c":
            self._place = _place_of(said.get("r", ""), self._place + 1)
            self._kind, self._style = said.get("t", "n"), said.get("s", "")
            self._pieces, self._length = [], 0
        self._is_aside = self._is_aside or name == "rPh"
        self._is_value = name in ("v", "t") and not self._is_aside

    def text(self, text: str) -> None:
        """Keep a piece of a value."""
        if self._is_value:
            self._length += len(text)
            if self._length <= LONGEST_CELL:
                self._pieces.append(text)

    def end(self, name: str) -> None:
        """Keep a cell or a row that is whole."""
        self._is_value = False
        if name == "rPh":
            self._is_aside = False
        elif name == "c":
            self._keep_cell()
        elif name == "row":
            self._keep_row()

    def _keep_cell(self) -> None:
        if self._length > LONGEST_CELL or self._place >= MOST_COLUMNS:
            self._problem = "line_too_long"
        elif text := self._meant("".join(self._pieces)):
            self._row[self._place] = text

    def _keep_row(self) -> None:
        if self._row or self._problem:
            self._done.append((self.number, self._row, self._problem))

    def _meant(self, text: str) -> str:
        if self._kind == "s":
            texts = self._book.texts
            place = int(text) if text.isdecimal() and len(text) < 10 else len(texts)
            return texts[place] if place < len(texts) else _NO_SUCH_TEXT
        if self._kind == "b":
            return {"1": "true", "0": "false"}.get(text, text)
        return self._number(text) if self._kind == "n" else text

    def _number(self, text: str) -> str:
        try:
            number = float(text)
        except ValueError:
            return text
        if number - number:
            # Neither an infinite number nor none is one.
            return text
        formats = self._book.formats
        place = int(self._style) if self._style.isdecimal() and len(self._style) < 7 else 0
        shown = formats[place] if place < len(formats) else Shown.NUMBER
        return serial_text(number, shown, is_1904=self._book.is_1904)


def _row_of(number: int, found: dict[int, str], problem: str | None) -> Row:
    # One shared text can stand in every cell, so that only its references are cheap.
    length = sum(map(len, found.values()))
    if problem or length > LONGEST_LINE:
        return Row(number, [], "", problem or "line_too_long")
    cells = [found.get(place, "") for place in range(max(found) + 1)]
    shown = cells if length <= LONGEST_RAW_TEXT else (cell[:_MOST_SHOWN] for cell in cells)
    return Row(number, cells, "\t".join(shown))


def _place_of(reference: str, following: int) -> int:
    """Return the column of a cell, counted from 0; the following one where it states none."""
    match = _PLACE.fullmatch(reference)
    if match is None:
        return following
    place = 0
    for letter in match[1]:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
