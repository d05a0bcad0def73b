"""Rows that a file goes on with in the lines below them."""

from collections.abc import Iterator
from itertools import zip_longest

from ingestion.decoders.csv_rows import Row

# Far more than a bank writes about a booking, and little enough to join it line by line.
LONGEST_JOINED = 20_000


def joined_rows(rows: Iterator[Row], column: str) -> Iterator[Row]:
    """Yield rows, the header first, each with the texts of those below it that continue it.

    A row without a text in the column continues the one above it. What cannot continue another,
    such as the first row, stays a row.
    """
    header = next(rows, None)
    if header is None:
        return
    yield header
    names = [cell.strip() for cell in header.cells]
    if column not in names:
        yield from rows
        return
    yield from _joined(rows, names.index(column))


def _joined(rows: Iterator[Row], place: int) -> Iterator[Row]:
    held: Row | None = None
    for row in rows:
        if held is not None and _continues(row, held, place):
            held = _join(held, row)
            continue
        if held is not None:
            yield held
        held = row
    if held is not None:
        yield held


def _continues(row: Row, above: Row, place: int) -> bool:
    if row.problem or above.problem or row.cells[place].strip():
        return False
    return len(above.text) + len(row.text) <= LONGEST_JOINED


def _join(above: Row, row: Row) -> Row:
    pairs = zip_longest(above.cells, row.cells, fillvalue="")
    cells = [" ".join(part for cell in pair if (part := cell.strip())) for pair in pairs]
    return above._replace(cells=cells, text=above.text + row.text)
