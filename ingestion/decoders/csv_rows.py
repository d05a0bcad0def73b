"""Rows of delimited text of any size and state, in bounded memory."""

import csv
import io
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TextIO

from ingestion.decoders.encodings import chunks_of, codec_of, fitting_encoding
from ingestion.decoders.unpivoted_rows import Unpivot
from ingestion.errors import QuarantineError

LONGEST_LINE = 1_000_000
LONGEST_CELL = 131_072
MOST_LINES_ABOVE = 100
# After so many unclosed quotes a file is not worth reading line by line again.
_MOST_RESTARTS = 1_000


class Row(NamedTuple):
    """Hold the cells of a record and the line where it starts; `problem` is a reason's code."""

    line: int
    cells: list[str]
    text: str
    problem: str | None = None


@dataclass(frozen=True)
class CsvFormat:
    """Say how delimited text is written.

    `columns` name the cells of a text without header. `header_begins` is the first cell of a
    header with a varying number of lines above it. `other_encodings` are tried in order. A row
    without a text in the column `continued_without` continues the one above it.
    """

    encoding: str = "utf-8"
    delimiter: str = ","
    skip_lines: int = 0
    skip_last_lines: int = 0
    columns: tuple[str, ...] = ()
    header_begins: str | None = None
    other_encodings: tuple[str, ...] = ()
    has_short_rows: bool = False
    continued_without: str | None = None
    unpivot: Unpivot | None = None

    @property
    def codec(self) -> str:
        """Return the codec, which takes a byte order mark where there is one."""
        return codec_of(self.encoding)

    @property
    def encodings(self) -> tuple[str, ...]:
        """Return every encoding that the text may have."""
        return (self.encoding, *self.other_encodings)

    def named_columns(self) -> tuple[str, ...]:
        """Return the columns of the rows of a text without header."""
        return tuple(self.unpivot.columns(self.columns)) if self.unpivot else self.columns

    def cells_of(self, line: str) -> list[str]:
        """Return the stripped cells of a line that stands for itself."""
        try:
            return [cell.strip() for cell in next(csv.reader([line], delimiter=self.delimiter), [])]
        except csv.Error:
            return []


def read_rows(file: Path, form: CsvFormat) -> Iterator[Row]:
    """Yield the rows of a file, the header first; blank lines are passed over.

    A row of several lines whose number of cells is not the header's is taken for an unclosed
    quote: its first line is a row with a problem, and reading goes on behind that line.
    Raises: QuarantineError (`encoding_invalid`, `header_mismatch`).
    """
    form = _with_encoding(file, form)
    try:
        with file.open(encoding=form.codec, newline="") as stream:
            yield from _rows(stream, form)
    except UnicodeError as error:
        detail = f"line {_first_unreadable_line(file, form)}, read as {form.encoding}"
        raise QuarantineError("encoding_invalid", detail) from error


def read_above(file: Path, form: CsvFormat) -> list[list[str]]:
    """Return the stripped cells of each line above the header."""
    form = _with_encoding(file, form)
    with file.open(encoding=form.codec, errors="replace", newline="") as stream:
        return [form.cells_of(line) for line in _Lines(stream, form).above]


def header_of(head: bytes, form: CsvFormat) -> list[str] | None:
    """Return the header's stripped cells; None where these bytes are no such text.

    Unreadable bytes become U+FFFD: they may lie behind the header, or be cut by the head's end.
    Raises: QuarantineError (`header_mismatch`) where named columns are not as many as the cells.
    """
    cells = _header_cells(head, form)
    return None if cells is None else list(cells)


# Of the many profiles that look at the same bytes most are of the same few formats.
@lru_cache(maxsize=64)
def _header_cells(head: bytes, form: CsvFormat) -> tuple[str, ...] | None:
    form = replace(form, encoding=fitting_encoding(form.encodings, [head]))
    stream = io.TextIOWrapper(io.BytesIO(head), form.codec, errors="replace", newline="")
    row = next(_rows(stream, form), None)
    return None if row is None or row.problem else tuple(cell.strip() for cell in row.cells)


def _with_encoding(file: Path, form: CsvFormat) -> CsvFormat:
    return replace(form, encoding=fitting_encoding(form.encodings, chunks_of(file)))


def _rows(stream: TextIO, form: CsvFormat) -> Iterator[Row]:
    csv.field_size_limit(LONGEST_CELL)
    rows = _filled_rows(_Lines(stream, form), len(form.columns) or None)
    return _below_names(rows, form.columns) if form.columns else rows


def _filled_rows(lines: "_Lines", width: int | None) -> Iterator[Row]:
    while (row := lines.next_row(width)) is not None:
        if not row.problem and not any(cell.strip() for cell in row.cells):
            continue
        width = len(row.cells) if width is None else width
        yield row


def _below_names(rows: Iterator[Row], columns: tuple[str, ...]) -> Iterator[Row]:
    for number, row in enumerate(rows):
        if number == 0:
            if row.problem == "row_ragged":
                detail = f"the profile names {len(columns)} columns, line {row.line} has others"
                raise QuarantineError("header_mismatch", detail)
            yield Row(0, list(columns), "")
        yield row


def _first_unreadable_line(file: Path, form: CsvFormat) -> int:
    with file.open(encoding=form.codec, errors="replace", newline="") as stream:
        lines = enumerate(bounded_lines(stream), start=1)
        return next((number for number, line in lines if "\ufffd" in line), 1)


class _Lines:
    """Feed physical lines to the csv module and give lines back after an unclosed quote."""

    def __init__(self, stream: TextIO, form: CsvFormat) -> None:
        self.number = 0
        self._form = form
        self._source = _without_last(bounded_lines(stream), form.skip_last_lines)
        self._again: deque[str] = deque()
        self._taken: list[str] = []
        self._restarts = 0
        self.above = [line for _ in range(form.skip_lines) if (line := next(self, None))]
        if form.header_begins is not None:
            self._go_to(form.header_begins)
        self._reader = csv.reader(self, delimiter=form.delimiter)

    def _go_to(self, first_cell: str) -> None:
        """Pass over the lines above the one with this first cell, all where there is none."""
        for _ in range(MOST_LINES_ABOVE + 1):
            line = next(self, None)
            if line is None:
                return
            if self._form.cells_of(line)[:1] == [first_cell]:
                self._again.append(line)
                self.number -= 1
                return
            self.above.append(line)
        self._source = iter(())

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._source)
        self.number += 1
        self._taken.append(line)
        return line

    def next_row(self, width: int | None) -> Row | None:
        """Return the next row, with a problem where it cannot be read; None at the end."""
        self._taken = []
        start = self.number + 1
        try:
            cells = next(self._reader)
        except StopIteration:
            return None
        except csv.Error:
            return self._broken(start, "line_too_long")
        text = "".join(self._taken)
        if any(len(line) >= LONGEST_LINE for line in self._taken):
            return self._broken(start, "line_too_long")
        if width is not None and len(cells) != width and text.strip():
            return self._uneven(start, cells, width, text)
        return Row(start, cells, text, "nul_character" if "\0" in text else None)

    def _uneven(self, start: int, cells: list[str], width: int, text: str) -> Row:
        # A short row of several lines is rather an unclosed quote.
        if self._form.has_short_rows and len(cells) < width and len(self._taken) == 1:
            problem = "nul_character" if "\0" in text else None
            return Row(start, [*cells, *[""] * (width - len(cells))], text, problem)
        if len(cells) > width and not any(cell.strip() for cell in cells[width:]):
            return Row(start, cells[:width], text)
        problem = "nul_character" if "\0" in text else "row_ragged"
        return self._broken(start, problem)

    def _broken(self, start: int, problem: str) -> Row:
        first, *rest = self._taken
        if rest and self._restarts < _MOST_RESTARTS:
            self._restarts += 1
            self._again.extendleft(reversed(rest))
            self.number -= len(rest)
            self._reader = csv.reader(self, delimiter=self._form.delimiter)
            return Row(start, [], first, problem)
        return Row(start, [], "".join(self._taken), problem)


def bounded_lines(stream: TextIO) -> Iterator[str]:
    """Yield lines; what goes beyond the longest one is passed over."""
    while line := stream.readline(LONGEST_LINE):
        rest = line
        while len(rest) == LONGEST_LINE and not rest.endswith(("\n", "\r")):
            rest = stream.readline(LONGEST_LINE)
        yield line


def _without_last(lines: Iterator[str], count: int) -> Iterator[str]:
    if not count:
        yield from lines
        return
    held: deque[str] = deque()
    for line in lines:
        held.append(line)
        if len(held) > count:
            yield held.popleft()
