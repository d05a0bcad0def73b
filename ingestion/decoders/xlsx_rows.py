"""Rows of a sheet of an xlsx workbook, in bounded memory.

The value counts that the program kept of a formula; formulas are not computed.
Source: ECMA-376 part 1, 18.3.1 (worksheets).
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby, repeat
from operator import itemgetter
from xml.parsers import expat

from ingestion.decoders.archive import Content
from ingestion.decoders.base import LONGEST_RAW_TEXT
from ingestion.decoders.csv_rows import LONGEST_CELL, LONGEST_LINE, Row
from ingestion.decoders.xlsx_meanings import Meanings
from ingestion.decoders.xlsx_parts import Attributes, Workbook, heard
from ingestion.decoders.xlsx_plain import Pushback, Shape, plain_rows

MOST_COLUMNS = 16_384
# Of each cell, where a row is too long to be shown whole.
_MOST_SHOWN = 100
_PLACE = re.compile(r"([A-Z]{1,3})\d*")


def xlsx_rows(book: Workbook, sheet: Content) -> Iterator[Row]:
    """Yield the rows of a sheet that hold a text; a damaged rest is one row with a problem.

    Raises: QuarantineError.
    """
    cells = _Cells(book)
    try:
        with sheet.stream() as stream:
            text = Pushback(stream)
            yield from cells.plain(text)
            for _ in heard(text, cells):
                yield from cells.taken()
    except expat.ExpatError as error:
        yield from cells.taken()
        yield Row(cells.number + 1, [], expat.ErrorString(error.code), "rest_unreadable")


class _Cells:
    """Gather the rows of a sheet as they are heard of."""

    def __init__(self, book: Workbook) -> None:
        self.number = 0
        self._meanings = Meanings(book)
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
            yield _row_of(number, _filled(cells), problem)

    def plain(self, sheet: Pushback) -> Iterator[Row]:
        """Yield the rows that need no parser."""
        for batch in plain_rows(sheet):
            # Most rows have the cells of the row above them.
            for shape, rows in groupby(batch, key=itemgetter(1)):
                numbers, _, texts = zip(*rows, strict=True)
                for number, cells in zip(numbers, self._cells_of(shape, texts), strict=True):
                    self.number = self.number + 1 if number is None else number
                    if cells:
                        yield _row_of(self.number, cells, None)

    def _cells_of(self, shape: Shape, rows: Sequence[Sequence[str]]) -> Iterator[list[str]]:
        """Yield the cells of rows of one shape, which are read column by column."""
        letters, kinds, styles = shape
        meanings = map(self._meanings.of, kinds, styles)
        columns = (
            mean(texts) for mean, texts in zip(meanings, zip(*rows, strict=True), strict=True)
        )
        places = [_place(one) if one else at for at, one in enumerate(letters)]
        is_dense = places == [*range(len(places))]
        for cells in zip(*columns, strict=True) if letters else repeat((), len(rows)):
            if is_dense and cells and cells[-1]:
                yield [*cells]
            else:
                yield _filled({at: text for at, text in zip(places, cells, strict=True) if text})

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
            return
        (text,) = self._meanings.of(self._kind, self._style)(["".join(self._pieces)])
        if text:
            self._row[self._place] = text

    def _keep_row(self) -> None:
        if self._row or self._problem:
            self._done.append((self.number, self._row, self._problem))


def _row_of(number: int, cells: list[str], problem: str | None) -> Row:
    # One shared text can stand in every cell, so that only its references are cheap.
    length = sum(map(len, cells))
    if problem or length > LONGEST_LINE:
        return Row(number, [], "", problem or "line_too_long")
    shown = cells if length <= LONGEST_RAW_TEXT else (cell[:_MOST_SHOWN] for cell in cells)
    return Row(number, cells, "\t".join(shown))


def _filled(found: Mapping[int, str]) -> list[str]:
    return [found.get(place, "") for place in range(max(found, default=-1) + 1)]


def _place_of(reference: str, following: int) -> int:
    """Return the column of a cell, counted from 0; the following one where it states none."""
    match = _PLACE.fullmatch(reference)
    return following if match is None else _place(match[1])


@cache
def _place(letters: str) -> int:
    place = 0
    for letter in letters:
        place = place * 26 + ord(letter) - ord("A") + 1
    return place - 1
