"""Rows of a JSON text: the objects of one list, each beside the single values around the list."""

import json
from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from ingestion.decoders.csv_rows import Row
from ingestion.decoders.encodings import chunks_of, codec_of, fitting_encoding
from ingestion.errors import QuarantineError

MOST_BYTES = 256_000_000
# Exports have a few dozen keys; more are data in the place of names, or an attack.
MOST_COLUMNS = 1_000
# What stands around the list is repeated in every row, so only short texts and few of them are.
_MOST_AROUND, _LONGEST_AROUND = 100, 200
_BLANKS = " \t\r\n"


@dataclass(frozen=True)
class JsonFormat:
    """Say where the rows of a JSON text are: the keys down to the list, joined by dots.

    `is_lines` where each line is a text of its own.
    """

    rows: str = ""
    encoding: str = "utf-8"
    other_encodings: tuple[str, ...] = ()
    is_lines: bool = False

    @property
    def encodings(self) -> tuple[str, ...]:
        """Return every encoding that the text may have."""
        return (self.encoding, *self.other_encodings)

    @property
    def path(self) -> tuple[str, ...]:
        """Return the keys down to the list; none where the text itself is the list."""
        return tuple(self.rows.split(".")) if self.rows else ()


def read_json_rows(file: Path, form: JsonFormat) -> Iterator[Row]:
    """Yield the rows of a file, the names of all columns first.

    A key that a row lacks is an empty cell; numbers stay as they are written. A list without
    entries has no columns.
    Raises: QuarantineError (`encoding_invalid`, `malformed`, `too_large`, `header_mismatch`).
    """
    text = _text_of(file, form)
    walk = _walked(text, form)
    if not walk.has_found:
        raise QuarantineError("header_mismatch", f"it has no list {form.rows or 'at its top'}")
    if not walk.count_entries:
        return
    yield Row(1, list(walk.columns), "")
    line, counted = 1, 0
    for entry in _Walk(text, form.path).entries():
        line, counted = line + text.count("\n", counted, entry.start), entry.start
        raw = text[entry.start : entry.end]
        if entry.cells is None:
            yield Row(line, [], raw, "row_not_an_object")
        else:
            cells = {**walk.around, **entry.cells}
            yield Row(line, [cells.get(name, "") for name in walk.columns], raw)


def json_columns_of(head: bytes, form: JsonFormat) -> list[str] | None:
    """Return the columns that the first bytes of a file show; None where they are no such JSON."""
    encoding = codec_of(fitting_encoding(form.encodings, [head]))
    text = head.decode(encoding, errors="replace")
    if not text.lstrip().startswith(("{", "[")):
        return None
    walk = _Walk(text, form.path)
    # The head may end anywhere.
    with suppress(ValueError, RecursionError, QuarantineError):
        walk.run()
    return list(walk.columns) if walk.has_found else None


def strict_decoder() -> json.JSONDecoder:
    """Return a decoder that keeps numbers as written and refuses a key that stands twice.

    Neither 1e999 nor a million digits may become a number.
    """
    return json.JSONDecoder(
        object_pairs_hook=_object, parse_float=str, parse_int=str, parse_constant=str
    )


def _text_of(file: Path, form: JsonFormat) -> str:
    if file.stat().st_size > MOST_BYTES:
        raise QuarantineError("too_large", f"more than {MOST_BYTES // 1_000_000} MB of JSON")
    encoding = fitting_encoding(form.encodings, chunks_of(file))
    try:
        return file.read_text(codec_of(encoding))
    except UnicodeError as error:
        raise QuarantineError("encoding_invalid", f"read as {encoding}") from error


def _walked(text: str, form: JsonFormat) -> "_Walk":
    walk = _Walk(text, form.path)
    try:
        walk.run()
    except json.JSONDecodeError as error:
        raise QuarantineError("malformed", f"line {error.lineno}: {error.msg}") from error
    except RecursionError as error:
        raise QuarantineError("malformed", "it is nested too deeply") from error
    except ValueError as error:
        raise QuarantineError("malformed", str(error)) from error
    return walk


class _Entry(NamedTuple):
    start: int
    end: int
    cells: dict[str, str] | None


class _Walk:
    """Walk through a JSON text down to its list, so that a row is known by its place."""

    def __init__(self, text: str, path: tuple[str, ...]) -> None:
        self._text = text
        self._path = path
        self._decoder = strict_decoder()
        self.around: dict[str, str] = {}
        self.columns: dict[str, None] = {}
        self.has_found = False
        self.count_entries = 0

    def run(self) -> None:
        """Walk to the end and gather the columns.

        Raises: ValueError, RecursionError, QuarantineError.
        """
        for entry in self.entries():
            self.count_entries += 1
            self.columns.update(dict.fromkeys(entry.cells or ()))
            if len(self.columns) > MOST_COLUMNS:
                raise ValueError(f"its rows have more than {MOST_COLUMNS} different keys")

    def entries(self) -> Iterator[_Entry]:
        """Yield the entries of the list."""
        end = yield from self._down(self._behind_blanks(0), 0)
        if end != len(self._text):
            raise json.JSONDecodeError("Text behind the end", self._text, end)

    def _down(self, place: int, depth: int) -> Generator[_Entry, None, int]:
        if depth < len(self._path):
            return (yield from self._members(place, depth))
        return (yield from self._list(place))

    def _members(self, place: int, depth: int) -> Generator[_Entry, None, int]:
        seen: set[str] = set()
        if not self._text.startswith("{", place):
            raise _no_such("object", self._path[:depth])
        place = self._behind_blanks(place + 1)
        while not self._text.startswith("}", place):
            key, place = self._key(place)
            if key in seen:
                raise _twice(key)
            seen.add(key)
            place = self._behind(":", place)
            if key == self._path[depth]:
                place = yield from self._down(place, depth + 1)
            else:
                value, place = self._value(place)
                self._note_around(".".join((*self._path[:depth], key)), value)
            place = self._next(place, "}")
        return self._behind_blanks(place + 1)

    def _list(self, place: int) -> Generator[_Entry, None, int]:
        if not self._text.startswith("[", place):
            raise _no_such("list", self._path)
        self.has_found = True
        place = self._behind_blanks(place + 1)
        while not self._text.startswith("]", place):
            value, end = self._value(place)
            is_object = isinstance(value, dict)
            yield _Entry(place, end, flat_cells(".".join(self._path), value) if is_object else None)
            place = self._next(end, "]")
        return self._behind_blanks(place + 1)

    def _note_around(self, name: str, value: Any) -> None:
        for column, text in flat_cells(name, value).items():
            if len(text) <= _LONGEST_AROUND and len(self.around) < _MOST_AROUND:
                self.around[column] = text
                self.columns[column] = None

    def _key(self, place: int) -> tuple[str, int]:
        key, end = self._value(place)
        if not self._text.startswith('"', place):
            raise json.JSONDecodeError("Expecting a key in quotes", self._text, place)
        return str(key), end

    def _value(self, place: int) -> tuple[Any, int]:
        value, end = self._decoder.raw_decode(self._text, place)
        return value, self._behind_blanks(end)

    def _next(self, place: int, closing: str) -> int:
        """Return where the next member begins or the closing bracket stands."""
        if self._text.startswith(closing, place):
            return place
        place = self._behind(",", place)
        if self._text.startswith(closing, place):
            raise json.JSONDecodeError("Expecting value", self._text, place)
        return place

    def _behind(self, mark: str, place: int) -> int:
        if not self._text.startswith(mark, place):
            raise json.JSONDecodeError(f"Expecting '{mark}'", self._text, place)
        return self._behind_blanks(place + 1)

    def _behind_blanks(self, place: int) -> int:
        while place < len(self._text) and self._text[place] in _BLANKS:
            place += 1
        return place


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        counts = Counter(name for name, _ in pairs)
        raise _twice(counts.most_common(1)[0][0])
    return {encodable(name): value for name, value in found.items()}


def _twice(key: str) -> ValueError:
    return ValueError(f"the key {key[:40]!r} stands twice in one object")


def _no_such(kind: str, path: tuple[str, ...]) -> QuarantineError:
    return QuarantineError("header_mismatch", f"{'.'.join(path) or 'its top'} is no {kind}")


def flat_cells(name: str, value: Any) -> dict[str, str]:
    """Return the single values of a value under their dotted names; a list is one JSON text."""
    if not isinstance(value, Mapping):
        return {name: _text(value)}
    cells: dict[str, str] = {}
    for key, part in value.items():
        cells.update(flat_cells(f"{name}.{key}" if name else key, part))
    return cells


def encodable(text: str) -> str:
    """Return a text with question marks for halves of characters, which JSON can escape alone."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return encodable(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False))
