"""Finding the table in a text file: its delimiter, its header, what lies above and below."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from ingestion.decoders.csv_rows import LONGEST_CELL

DELIMITERS = (";", "\t", ",", "|")
# More rows would add no evidence.
MOST_ROWS = 100_000
_TYPED = re.compile(r"[-+(]?[£$€]?[\d.,:/' \u00a0-]*\d[\d.,:/' \u00a0-]*[)+-]?[%Z]?")
_NUMBER = re.compile(
    r"[-+(]?[£$€]?[\d., '\u00a0]*\d[\d., '\u00a0]*[)+-]?"
    r"|\d{1,4}[./-]\d{1,2}[./-]\d{1,4}\.?([ T].*)?"
    r"|\d{1,2} [A-Za-z]{3} \d{2,4}"
)
_MOST_LINES_ABOVE = 60
_MOST_FOOTER_LINES = 5

Cells = tuple[str, ...]


class _Line(NamedTuple):
    number: int
    cells: Cells


@dataclass(frozen=True)
class Sheet:
    """Hold a table as stripped texts, and where it lies in its file.

    `names` are those of the header, or made up where it says none. `preamble` counts the
    physical lines above the header, `footer` the ones below the table. `rows_path` is the place
    of the rows in a JSON document, None for delimited text.
    """

    names: Cells
    rows: Sequence[Cells]
    delimiter: str = ","
    header: Cells | None = None
    preamble: int = 0
    footer: int = 0
    rows_path: str | None = None
    is_workbook: bool = False

    def cells_of(self, name: str) -> list[str]:
        """Return the column's texts, one for each row."""
        place = self.names.index(name)
        return [row[place] for row in self.rows]


def read_sheet(text: str) -> Sheet:
    """Return the table of a delimited text.

    Raises: ValueError where no two lines have the same number of columns.
    """
    delimiter = find_delimiter(text)
    lines = list(_lines(text, delimiter))
    usual = _usual_width(lines)
    if usual < 2:
        raise ValueError("no delimiter splits its lines into the same number of columns")
    footer = _footer(lines, usual)
    lines = lines[: len(lines) - footer]
    header = _header_place(lines, usual)
    first = next((n for n, line in enumerate(lines) if _is_full(line.cells, usual)), 0)
    body = lines[first if header is None else header + 1 :]
    cells = None if header is None else lines[header].cells
    names = _made_up_names(usual) if cells is None else _filled_names(cells)
    rows = [line.cells[: len(names)] for line in body if _is_row(line.cells, len(names))]
    above = lines[first if header is None else header].number - 1
    return Sheet(names, rows, delimiter, cells, above, footer)


def find_delimiter(text: str) -> str:
    """Return the delimiter that cuts the lines into equally many cells that make sense.

    Python's own sniffer counts letters of any kind and is often wrong for decimal commas.
    """
    start = text[:65_536]
    whole = start if len(start) == len(text) else start.rpartition("\n")[0]
    return max(DELIMITERS, key=lambda delimiter: _fit(whole, delimiter))


def _fit(text: str, delimiter: str) -> float:
    lines = list(_lines(text, delimiter))
    width = _usual_width(lines)
    if width < 2:
        return 0
    fitting = [line.cells for line in lines if len(line.cells) == width]
    cells = [cell for row in fitting for cell in row if cell]
    # A cell that still holds another delimiter between digits was cut in the wrong place.
    wrong = sum(any(other in cell for other in DELIMITERS if other != ",") for cell in cells)
    typed = sum(bool(_TYPED.fullmatch(cell)) for cell in cells)
    return len(fitting) / len(lines) * (1 + typed - wrong / 2) / (1 + len(cells))


def _lines(text: str, delimiter: str) -> Iterator[_Line]:
    """Yield the lines that hold anything, with their number in the file."""
    csv.field_size_limit(LONGEST_CELL)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    start = 1
    try:
        for cells in reader:
            stripped = tuple(cell.strip() for cell in cells)
            if any(stripped):
                yield _Line(start, stripped)
            start = reader.line_num + 1
            if start > MOST_ROWS:
                return
    except csv.Error:
        return


def _usual_width(lines: Sequence[_Line]) -> int:
    """Return the number of cells of most lines; of equally many the larger one."""
    counts = Counter(len(line.cells) for line in lines)
    return max(counts, key=lambda width: (counts[width], width), default=0)


def _header_place(lines: Sequence[_Line], usual: int) -> int | None:
    """Return the place of the header among the lines, None where the table has none.

    Of several lines of words above the first row with a number, the one with most different
    words names the columns: others repeat a device or a unit.
    """
    start = lines[:_MOST_LINES_ABOVE]
    rows = (n for n, line in enumerate(start) if _is_data(line.cells, usual))
    first = next((n for n in rows if not _is_above_words(start, n)), len(start))
    needed = max((_filled_width(line.cells) for line in lines[first:]), default=usual)
    words: list[int] = []
    for place in range(first - 1, -1, -1):
        cells = start[place].cells
        if len(cells) >= min(needed, usual) and _is_words(cells):
            words.append(place)
        elif words:
            break
    return max(words, key=lambda place: len(set(start[place].cells) - {""}), default=None)


def _is_above_words(lines: Sequence[_Line], place: int) -> bool:
    # A title such as "Water;19.09.24" above the header must not pass for the first row.
    return any(_is_words(line.cells) for line in lines[place + 1 : place + 3])


def _is_data(cells: Cells, usual: int) -> bool:
    return len(cells) >= usual and any(map(_is_number, cells))


def _is_words(cells: Cells) -> bool:
    """Tell a line of names; one of many may be a number, such as that of a meter."""
    numbers = sum(map(_is_number, cells))
    filled = sum(map(bool, cells))
    return filled >= 2 and numbers * 3 < filled and not _is_number(cells[0])


def _is_row(cells: Cells, width: int) -> bool:
    return len(cells) >= width and not any(cells[width:])


def _filled_width(cells: Cells) -> int:
    return max((place for place, cell in enumerate(cells, start=1) if cell), default=0)


def _is_full(cells: Cells, width: int) -> bool:
    """Tell a header or a row from a title that is filled up with delimiters."""
    filled = sum(map(bool, cells))
    return len(cells) == width and filled >= min(width, 2) and filled * 2 >= min(width, 6)


def _is_number(cell: str) -> bool:
    return bool(_NUMBER.fullmatch(cell))


def _made_up_names(width: int) -> Cells:
    return tuple(f"column_{number}" for number in range(1, width + 1))


def _filled_names(cells: Cells) -> Cells:
    """Give columns without a name the one by which profiles know them."""
    return tuple(cell or f"unnamed {number}" for number, cell in enumerate(cells, start=1))


def _footer(lines: Sequence[_Line], width: int) -> int:
    """Return how many of the last lines are no rows, zero where they are too many for a footer."""
    for count, line in enumerate(reversed(lines)):
        if len(line.cells) == width and sum(map(bool, line.cells)) > 1:
            return count if count <= _MOST_FOOTER_LINES else 0
    return 0
