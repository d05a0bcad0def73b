"""Looking at a file: its text, its table, and what each column holds."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from onboarding.encodings import Encoding, find_encoding
from onboarding.json_sheets import read_json_sheet
from onboarding.marks import Marks, find_marks, is_missing
from onboarding.sheets import Sheet, read_sheet
from onboarding.stamps import CLOCK, Stamps, find_stamps
from onboarding.workbooks import is_workbook, read_workbook_sheet

# Longer files are looked at from their start.
MOST_BYTES = 32_000_000
_LEAST_SHARE = 0.9
# Its cells are texts already.
_WORKBOOK = Encoding("utf-8", "", is_sure=True)


@dataclass(frozen=True)
class Column:
    """Hold a column's texts, one for each row, and what they are.

    `numbers` is None unless nearly all texts are numbers; a row without one holds None.
    """

    name: str
    cells: Sequence[str]
    stamps: Stamps | None = None
    is_clock: bool = False
    numbers: Sequence[float | None] | None = None

    def filled(self) -> list[str]:
        """Return the texts that say something."""
        return [cell for cell in self.cells if cell]

    def known_numbers(self) -> list[float]:
        """Return the numbers that are there."""
        return [number for number in self.numbers or () if number is not None]


@dataclass(frozen=True)
class Look:
    """Hold what was seen in a file."""

    path: Path
    encoding: Encoding
    sheet: Sheet
    marks: Marks
    columns: Sequence[Column]

    def column(self, name: str) -> Column:
        """Return a column by its name."""
        return next(column for column in self.columns if column.name == name)

    def number_columns(self) -> list[Column]:
        """Return the columns of numbers."""
        return [column for column in self.columns if column.numbers]


def look_at(path: Path) -> Look:
    """Read a file and say what its columns hold.

    Raises: ValueError where it holds no table, OSError.
    """
    with path.open("rb") as file:
        data = file.read(MOST_BYTES)
        if file.read(1):
            data = data[: data.rfind(b"\n") + 1]
    if is_workbook(data):
        return _looked_at(path, _WORKBOOK, read_workbook_sheet(path))
    if b"\0" in data and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise ValueError("it is not text")
    encoding = find_encoding(data)
    codec = "utf-8-sig" if encoding.name == "utf-8" else encoding.name
    text = data.decode(codec, errors="replace")
    is_json = text.lstrip()[:1] in ("{", "[")
    return _looked_at(path, encoding, read_json_sheet(text) if is_json else read_sheet(text))


def _looked_at(path: Path, encoding: Encoding, sheet: Sheet) -> Look:
    cells = {name: [row[n] for row in sheet.rows] for n, name in enumerate(sheet.names)}
    stamps = {name: find_stamps(texts) for name, texts in cells.items()}
    marks = find_marks(
        cell for name, texts in cells.items() if not stamps[name] for cell in _numeric(texts)
    )
    columns = [_column(name, texts, stamps[name], marks) for name, texts in cells.items()]
    return Look(path, encoding, sheet, marks, columns)


def _numeric(texts: Sequence[str]) -> list[str]:
    """Return the texts of a column if most of them begin or end like numbers."""
    filled = [text for text in texts if text and not is_missing(text)]
    digits = sum(any(letter.isdigit() for letter in text[:3] + text[-1:]) for text in filled)
    short = sum(len(text) < 25 and not CLOCK.fullmatch(text) for text in filled)
    return filled if min(digits, short) >= _LEAST_SHARE * len(filled) else []


def _are_ids(texts: Sequence[str]) -> bool:
    """Tell numbers of meters and accounts: long, without a mark, all of one length."""
    digits = {re.sub(r"[^0-9]", "", text) for text in texts}
    is_plain = all(re.fullmatch(r'=?"?\d+"?', text) for text in texts)
    return is_plain and min(map(len, digits)) >= 9 and len(set(map(len, digits))) == 1


def _column(name: str, cells: Sequence[str], stamps: Stamps | None, marks: Marks) -> Column:
    filled = [cell for cell in cells if cell and not is_missing(cell)]
    if stamps is not None:
        return Column(name, cells, stamps=stamps)
    if filled and all(CLOCK.fullmatch(cell) for cell in filled):
        return Column(name, cells, is_clock=True)
    numbers = [marks.number(cell) if cell else None for cell in cells]
    known = sum(number is not None for number in numbers)
    is_number = known > 0 and known >= _LEAST_SHARE * len(filled) and not _are_ids(filled)
    return Column(name, cells, numbers=numbers if is_number else None)
