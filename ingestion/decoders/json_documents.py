"""JSON documents as trackers export them: one object, or a list of them that is read one by one."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from ingestion.decoders.json_rows import strict_decoder
from ingestion.errors import QuarantineError

# Years of a ring's nights are some ten megabytes; objects in memory take many times as much.
MOST_BYTES = 32_000_000
_BLANKS = re.compile(r"[ \t\r\n]*")
_BETWEEN = re.compile(r"[ \t\r\n]*([,\]])[ \t\r\n]*")
_MARK = re.compile(r'"((?:[^"\\]|\\.)*)"(\s*:)?|[{}\[\]]', re.DOTALL)
_DEEPEST_KEY = 2


class Document(NamedTuple):
    """Hold a value of the text; numbers are as written, and `number` counts from 1."""

    number: int
    value: Any
    raw: str


def keys_of(head: bytes) -> frozenset[str]:
    """Return the keys of the first object of a JSON text and of the objects directly inside.

    Keys inside are joined by a dot; lists do not count. The head may end anywhere.
    """
    text = head.decode("utf-8-sig", errors="replace").lstrip()
    found: set[str] = set()
    path: list[str] = []
    if not text.startswith(("{", "[")):
        return frozenset()
    key = ""
    for match in _MARK.finditer(text):
        mark = match[0]
        if mark == "{":
            path.append(key)
        elif mark == "}":
            key = path.pop() if path else ""
            if not path:
                break
        elif match[2] and 0 < len(path) <= _DEEPEST_KEY:
            key = match[1]
            found.add(".".join((*path[1:], key)))
    return frozenset(found)


def read_documents(file: Path) -> Iterator[Document]:
    """Yield the entries of a list, or the one value that the text is.

    Raises: QuarantineError (`too_large`, `encoding_invalid`, `malformed`).
    """
    text = _text_of(file)
    try:
        yield from _documents(text)
    except json.JSONDecodeError as error:
        raise QuarantineError("malformed", f"line {error.lineno}: {error.msg}") from error
    except RecursionError as error:
        raise QuarantineError("malformed", "it is nested too deeply") from error
    except ValueError as error:
        raise QuarantineError("malformed", str(error)) from error


def _text_of(file: Path) -> str:
    if file.stat().st_size > MOST_BYTES:
        raise QuarantineError("too_large", f"more than {MOST_BYTES // 1_000_000} MB of JSON")
    try:
        return file.read_text("utf-8-sig")
    except UnicodeError as error:
        raise QuarantineError("encoding_invalid", "read as utf-8") from error


def _documents(text: str) -> Iterator[Document]:
    decoder = strict_decoder()
    place = _behind_blanks(text, 0)
    if not text.startswith("[", place):
        value, end = decoder.raw_decode(text, place)
        yield Document(1, value, text[place:end])
    else:
        end = place + 1
        number, place = 1, _behind_blanks(text, end)
        while not text.startswith("]", place):
            value, end = decoder.raw_decode(text, place)
            yield Document(number, value, text[place:end])
            number, place = number + 1, _next(text, end)
        end = place + 1
    if _behind_blanks(text, end) != len(text):
        raise json.JSONDecodeError("Text behind the end", text, end)


def _next(text: str, end: int) -> int:
    """Return where the next entry begins, or the bracket that closes the list stands."""
    between = _BETWEEN.match(text, end)
    if between is None:
        raise json.JSONDecodeError("Expecting ',' or ']'", text, end)
    if between[1] == "]":
        return between.start(1)
    if text.startswith("]", between.end()):
        raise json.JSONDecodeError("Expecting value", text, between.end())
    return between.end()


def _behind_blanks(text: str, place: int) -> int:
    blanks = _BLANKS.match(text, place)
    return blanks.end() if blanks else place
