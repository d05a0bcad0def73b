"""Rows of a sheet that are written as most programs write them, found by patterns.

They are read several times as fast as by a parser. What is written in any other way is left to the
parser, so that patterns never decide what is wrong with a sheet.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape

from ingestion.decoders.archive import Readable
from ingestion.decoders.csv_rows import LONGEST_CELL

_CHUNK = 65_536
_LONGEST_BEGINNING = 65_536
_MOST_UNNAMED = 1_000
_DATA = re.compile(rb"<(\w+:)?sheetData>")
_OTHER_DOCUMENT = re.compile(rb"""encoding=["'](?!utf-8["'])|<!|\A(?!<)""", re.IGNORECASE)
# What XML forbids in a text, changes, or lets stand for something else.
_CONTROLS = bytes({*range(32)} - {*b"\t\n"})
_STRANGE = (b"]]>", "\ufffe".encode(), "\uffff".encode())
_OTHER_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)")
_ATTRIBUTES = re.compile(r'(?: (?!r=)[\w:]++="[^"<]*+")*+')
_STYLE_AND_KIND = re.compile(r'(?: s="([0-9]++)")?+(?: t="([a-zA-Z]++)")?+ ?')
_KIND_AND_STYLE = re.compile(r'(?: t="([a-zA-Z]++)")?+(?: s="([0-9]++)")?+ ?')

# The columns of a row's cells, empty where none is stated, their kinds and styles. These are plain
# tuples, here and below: named ones take as long as all the patterns.
Shape = tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
# The number that a row states, its shape, and what its cells state.
PlainRow = tuple[int | None, Shape, tuple[str, ...]]


@dataclass(frozen=True)
class _Forms:
    """Hold how rows are written in a sheet whose elements have a prefix, such as `x:`.

    Of a cell its column, what it states besides, how a text inside begins, its text; the last
    is what belongs to no cell.
    """

    row_end: str
    row: re.Pattern[str]
    cell: re.Pattern[str]

    @classmethod
    def of(cls, prefix: str) -> "_Forms":
        """Return the forms for a prefix of letters."""
        a, z = f"<{prefix}", f"</{prefix}"
        attributes = r'(?: [\w:]++="[^"<]*+")*+'
        cell = (
            rf'{a}c(?: r="([A-Z]{{1,2}}+)[0-9]++")?+([^<>/]*+)(?:/>|>{z}c>|>'
            rf"(?:{a}f{attributes}(?: ?/>|>[^<]*+{z}f>))?+"
            rf'(?:{a}v>|({a}is>{a}t(?: xml:space="preserve")?+>))([^<]*+)'
            rf"(?(3){z}t>{z}is|{z}v)>{z}c>)|(.+)"
        )
        row = rf'\s*+{a}row(?: r="([0-9]{{1,7}}+)")?+([^<>]*+)>'
        return cls(f"{z}row>", re.compile(row), re.compile(cell, re.DOTALL))


class Pushback:
    """Read a stream, and take bytes back that are to be read once more."""

    def __init__(self, stream: Readable) -> None:
        self._stream = stream
        self._waiting = b""

    def read(self, size: int, /) -> bytes:
        """Return at most so many bytes, first those that were given back."""
        if not self._waiting:
            return self._stream.read(size)
        data, self._waiting = self._waiting[:size], self._waiting[size:]
        return data

    def give_back(self, data: bytes) -> None:
        """Let these be the next bytes."""
        self._waiting = data + self._waiting


def plain_rows(sheet: Pushback) -> Iterator[list[PlainRow]]:
    """Yield rows, some at a time, up to the first that is not plain.

    The sheet then reads as one that has only the other rows.
    """
    beginning, waiting = _beginning(sheet)
    is_plain = bool(beginning)
    forms = _Forms.of(_prefix_of(beginning))
    while is_plain:
        rows, end, rest = waiting.rpartition(forms.row_end.encode())
        found, left = _understood(rows + end, forms)
        yield found
        chunk = b"" if left or len(rest) > LONGEST_CELL else sheet.read(_CHUNK)
        is_plain = bool(chunk)
        waiting = left + rest + chunk
    sheet.give_back(beginning + waiting)


def _beginning(sheet: Pushback) -> tuple[bytes, bytes]:
    """Return what comes before the first row and what was read behind it.

    The former is empty where the document is not one of which patterns know enough.
    """
    waiting, data = b"", None
    while data is None and len(waiting) < _LONGEST_BEGINNING:
        chunk = sheet.read(_CHUNK)
        waiting += chunk
        data = _DATA.search(waiting)
        if not chunk:
            break
    if data is None or _OTHER_DOCUMENT.search(waiting, 0, data.start()):
        return b"", waiting
    return waiting[: data.end()], waiting[data.end() :]


def _prefix_of(beginning: bytes) -> str:
    found = _DATA.search(beginning)
    return (found[1] or b"").decode() if found else ""


def _understood(rows: bytes, forms: _Forms) -> tuple[list[PlainRow], bytes]:
    """Return the rows before the first that is not plain, and this one with all behind it."""
    text = _plain_text(rows)
    if text is None:
        return [], rows
    found: list[PlainRow] = []
    pieces = text.split(forms.row_end)[:-1]
    for place, piece in enumerate(pieces):
        row = _row(piece, forms)
        if row is None:
            return found, "".join(one + forms.row_end for one in pieces[place:]).encode()
        found.append(row)
    return found, b""


def _plain_text(rows: bytes) -> str | None:
    """Return the text of some rows; None where letters in it mean something else."""
    if len(rows.translate(None, _CONTROLS)) < len(rows) or any(one in rows for one in _STRANGE):
        return None
    if b"&" in rows and _OTHER_ENTITY.search(rows):
        return None
    try:
        return rows.decode()
    except UnicodeDecodeError:
        return None


def _row(piece: str, forms: _Forms) -> PlainRow | None:
    """Return a row from its start to its end tag; None where it is not plain."""
    found, has_empty = forms.row.match(piece), False
    while found and found[2].endswith("/") and _are_attributes(found[2][:-1].rstrip(" ")):
        found, has_empty = forms.row.match(piece, found.end()), True
    if found is None or not _are_attributes(found[2]) or (has_empty and not found[1]):
        return None
    number = int(found[1]) if found[1] else None
    cells = forms.cell.findall(piece, found.end())
    if not cells:
        return number, ((), (), ()), ()
    letters, stated, _, texts, strays = zip(*cells, strict=True)
    forms_of_cells = _kinds_and_styles(stated)
    if len(piece) > LONGEST_CELL or strays[-1] or forms_of_cells is None:
        return None
    if "" in letters and (any(letters) or len(letters) > _MOST_UNNAMED):
        return None
    return number, (letters, *forms_of_cells), _plain(texts) if "&" in piece else texts


def _plain(texts: Sequence[str]) -> tuple[str, ...]:
    return tuple(map(unescape, texts))


# All rows of a sheet say much the same of themselves, and of their cells.
@lru_cache(maxsize=256)
def _are_attributes(text: str) -> bool:
    return _ATTRIBUTES.fullmatch(text) is not None


@lru_cache(maxsize=256)
def _kinds_and_styles(stated: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Return the kinds and the styles of cells; None where one states something else."""
    kinds, styles = [], []
    for text in stated:
        if found := _STYLE_AND_KIND.fullmatch(text):
            style, kind = found.groups("")
        elif found := _KIND_AND_STYLE.fullmatch(text):
            kind, style = found.groups("")
        else:
            return None
        kinds.append(kind)
        styles.append(style)
    return tuple(kinds), tuple(styles)
