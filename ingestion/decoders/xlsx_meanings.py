"""What the cells of an xlsx workbook mean, many of one kind and style at a time.

The value counts that the program kept of a formula; formulas are not computed.
"""

import re
from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial

from ingestion.decoders.sheet_cells import Shown, late_moment_texts, serial_text
from ingestion.decoders.xlsx_parts import Workbook

# As spreadsheets show a cell that points to nothing.
_NO_SUCH_TEXT = "#REF!"
# Numbers that are written with the fewest digits that mean them.
_NUMBERS = re.compile(
    r"(?:(?:0|-?[1-9][0-9]{0,14}+|(?!-?0\.0000)-?(?:0|[1-9][0-9]{0,8}+)\.[0-9]{0,5}[1-9])"
    r"(?:\||\Z))*+"
)
_TRUTHS = {"1": "true", "0": "false"}
_MOST_KNOWN = 10_000

Meaning = Callable[[Sequence[str]], Sequence[str]]


class Meanings:
    """Know what turns the values of cells of a kind and style into texts."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._known: dict[tuple[str, str], Meaning] = {}

    def of(self, kind: str, style: str) -> Meaning:
        """Return what does; a workbook numbers its styles."""
        known = self._known.get((kind, style)) or self._new(kind, style)
        if len(self._known) < _MOST_KNOWN:
            self._known[kind, style] = known
        return known

    def _new(self, kind: str, style: str) -> Meaning:
        if kind == "s":
            return self._shared
        if kind == "b":
            return _truths
        if kind not in ("n", ""):
            return _as_stated
        formats = self._book.formats
        place = int(style) if style.isdecimal() and len(style) < 7 else 0
        shown = formats[place] if place < len(formats) else Shown.NUMBER
        if shown is Shown.NUMBER:
            return _numbers
        return partial(_moments, shown=shown, is_1904=self._book.is_1904)

    def _shared(self, texts: Sequence[str]) -> Sequence[str]:
        if "".join(texts).isdecimal():
            with suppress(ValueError, IndexError):
                return [*map(self._book.texts.__getitem__, map(int, texts))]
        return [self._shared_text(text) for text in texts]

    def _shared_text(self, text: str) -> str:
        texts = self._book.texts
        place = int(text) if text.isdecimal() and len(text) < 10 else len(texts)
        return texts[place] if place < len(texts) else _NO_SUCH_TEXT


def _truths(texts: Sequence[str]) -> Sequence[str]:
    return [_TRUTHS.get(text, text) for text in texts]


def _as_stated(texts: Sequence[str]) -> Sequence[str]:
    return texts


def _numbers(texts: Sequence[str]) -> Sequence[str]:
    if _NUMBERS.fullmatch("|".join(texts)):
        return texts
    return [_number(text, Shown.NUMBER, is_1904=False) for text in texts]


def _moments(texts: Sequence[str], *, shown: Shown, is_1904: bool) -> Sequence[str]:
    if shown is Shown.DATE_AND_TIME:
        with suppress(ValueError):
            return late_moment_texts([*map(float, texts)], is_1904=is_1904)
    return [_number(text, shown, is_1904=is_1904) for text in texts]


def _number(text: str, shown: Shown, *, is_1904: bool) -> str:
    try:
        number = float(text)
    except ValueError:
        return text
    if number - number:
        # Neither an infinite number nor none is one.
        return text
    return serial_text(number, shown, is_1904=is_1904)
