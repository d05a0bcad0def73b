"""Rows of a sheet that are written as most programs write them, found by patterns.

They are read several times as fast as by a parser. What is written in any other way is left to the
parser, so that patterns never decide what is wrong with a sheet.
"""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from ingestion.decoders.archive import Readable
from ingestion.decoders.csv_rows import LONGEST_CELL

_CHUNK = 65_536
_LONGEST_BEGINNING = 65_536
_DATA = b"<sheetData>"
_ROW_END = "</row>"
_OTHER_DOCUMENT = re.compile(rb"""encoding=["'](?!utf-8["'])|<!|\A(?!<)""", re.IGNORECASE)
# What XML forbids in a text, changes, or lets stand for something else.
_CONTROLS = bytes({*range(32)} - {*b"\t\n"})
_STRANGE = (b"]]>", "\ufffe".encode(), "\uffff".encode())
_OTHER_ENTITY = re.compile(rb"&(?!(?:amp|lt|gt|quot|apos);)")
_ROW = re.compile(r'\s*+<row(?: r="([0-9]{1,7}+)")?+([^<>]*+)>')
_ATTRIBUTES = re.compile(r'(?: (?!r=)[\w:]++="[^"<]*+")*+')
# Column, style, kind, how a text inside begins, text; the last is what belongs to no cell.
_CELL = re.compile(
    r'<c r="([A-Z]{1,2}+)[0-9]++"(?: s="([0-9]++)")?+(?: t="([a-zA-Z]++)")?+'
    r'(?:/>|></c>|>(?:<f(?: \w++="[^"<]*+")*+(?:/>|>[^<]*+</f>))?+'
    r'(?:<v>|(<is><t(?: xml:space="preserve")?+>))([^<]*+)</(?(4)t></is|v)></c>)|(.+)',
    re.DOTALL,
)
_TEXTS = 4
_NO_CELLS = ((),) * 6

# Columns, styles, kinds and beginnings of a row's cells. These are plain tuples, here and
# below: named ones take as long as all the patterns.
Shape = tuple[tuple[str, ...], ...]
# The number that a row states, its shape, and what its cells state.
PlainRow = tuple[int | None, Shape, tuple[str, ...]]


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
    while is_plain:
        rows, end, rest = waiting.rpartition(_ROW_END.encode())
        found, left = _understood(rows + end)
        yield found
        chunk = b"" if left or len(rest) > LONGEST_CELL else sheet.read(_CHUNK)
        is_plain = bool(chunk)
        waiting = left + rest + chunk
    sheet.give_back(beginning + waiting)


def _beginning(sheet: Pushback) -> tuple[bytes, bytes]:
    """Return what comes before the first row and what was read behind it.

    The former is empty where the document is not one of which patterns know enough.
    """
    waiting = b""
    while _DATA not in waiting and len(waiting) < _LONGEST_BEGINNING:
        chunk = sheet.read(_CHUNK)
        waiting += chunk
        if not chunk:
            break
    before, data, behind = waiting.partition(_DATA)
    if not data or _OTHER_DOCUMENT.search(before):
        return b"", waiting
    return before + data, behind


def _understood(rows: bytes) -> tuple[list[PlainRow], bytes]:
    """Return the rows before the first that is not plain, and this one with all behind it."""
    text = _plain_text(rows)
    if text is None:
        return [], rows
    found: list[PlainRow] = []
    pieces = text.split(_ROW_END)[:-1]
    for place, piece in enumerate(pieces):
        row = _row(piece)
        if row is None:
            return found, "".join(one + _ROW_END for one in pieces[place:]).encode()
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


def _row(piece: str) -> PlainRow | None:
    """Return a row from its start to its end tag; None where it is not plain."""
    found, has_empty = _ROW.match(piece), False
    while found and found[2].endswith("/") and _are_attributes(found[2][:-1]):
        found, has_empty = _ROW.match(piece, found.end()), True
    if found is None or not _are_attributes(found[2]) or (has_empty and not found[1]):
        return None
    number = int(found[1]) if found[1] else None
    cells = _CELL.findall(piece, found.end())
    if len(piece) > LONGEST_CELL or (cells and cells[-1][-1]):
        return None
    columns = tuple(zip(*cells, strict=True)) or _NO_CELLS
    texts = columns[_TEXTS]
    return number, columns[:_TEXTS], tuple(map(unescape, texts)) if "&" in piece else texts


# All rows of a sheet say much the same of themselves.
@lru_cache(maxsize=256)
def _are_attributes(text: str) -> bool:
    return _ATTRIBUTES.fullmatch(text) is not None
