"""Finding out how a file writes its numbers: decimal mark, thousands mark, signs around them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from ingestion.canonical import canonical_number

# Simple ones first: of two that read equally many numbers, the first holds.
_MARKS = (
    *((".", ""), (",", "")),
    *((".", ","), (",", "."), (".", "'"), (",", "'"), (".", " "), (",", " ")),
)
_REMOVED = ('="', '"', "£", "€", "$", "CHF", "EUR", "USD", "GBP", "kWh")
_MISSING = ("nan", "-", "--", "---", "null", "none", "n/a", "na", "?", "unknown", "unavailable")


@dataclass(frozen=True)
class Marks:
    """Say how numbers are written; `other` is a reading of the marks that fits as well."""

    decimal: str = "."
    thousands: str = ""
    removed: tuple[str, ...] = ()
    other: tuple[str, str] | None = None

    def number(self, cell: str) -> float | None:
        """Return the number of a cell, None where it is none."""
        for text in self.removed:
            cell = cell.replace(text, "")
        if self.thousands == "'" and " " in cell:
            return None  # Both marks read both ways, but a person writes the one that is there.
        if self.thousands and cell.lstrip("+-").startswith(f"0{self.thousands}"):
            return None  # No group of thousands begins with a zero: this is a decimal mark.
        try:
            return float(canonical_number(cell, self.decimal, self.thousands))
        except ValueError:
            return None


def find_marks(cells: Iterable[str]) -> Marks:
    """Return the marks by which most of the cells are numbers."""
    texts = [cell for cell in cells if cell and not is_missing(cell)]
    removed = removed_texts(texts)
    counts = {pair: _count(texts, Marks(*pair, removed)) for pair in _MARKS}
    best = max(counts.values(), default=0)
    fitting = [pair for pair in _MARKS if counts[pair] == best]
    chosen = Marks(*fitting[0], removed)
    other = (pair for pair in fitting[1:] if _differ(texts, chosen, Marks(*pair, removed)))
    return replace(chosen, other=next(other, None))


def is_missing(cell: str) -> bool:
    """Tell whether a text stands for no value."""
    return cell.lower() in _MISSING


def removed_texts(texts: Sequence[str]) -> tuple[str, ...]:
    """Return the texts around numbers that must go before they can be read."""
    return tuple(
        text
        for text in _REMOVED
        if any(text in cell and re.search(r"\d", cell) and _is_wrapped(cell) for cell in texts)
    )


def _is_wrapped(cell: str) -> bool:
    for text in _REMOVED:
        cell = cell.replace(text, "")
    return re.fullmatch(r"[-+(]?[\d.,' ]*\d[)+-]?", cell.strip()) is not None


def _count(texts: Sequence[str], marks: Marks) -> int:
    return sum(marks.number(text) is not None for text in texts)


def _differ(texts: Sequence[str], one: Marks, other: Marks) -> bool:
    return any(one.number(text) != other.number(text) for text in texts)
