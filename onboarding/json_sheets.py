"""Finding the table in a JSON document: the longest list of objects."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from onboarding.sheets import MOST_ROWS, Sheet

# Deeper documents are no lists of readings.
_DEEPEST = 8


def read_json_sheet(text: str) -> Sheet:
    """Return the longest list of objects as a table; nested names are joined by dots.

    Values beside or above the list are columns too, the same in every row.
    Raises: ValueError where the document holds no such list.
    """
    try:
        document = json.loads(text, parse_float=str, parse_int=str)
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    found = max(_lists(document, ()), key=lambda entry: len(entry[1]), default=None)
    if found is None:
        raise ValueError("the document holds no list of objects")
    path, objects = found
    around = dict(_scalars(document, (), without=path))
    rows = [around | dict(_scalars(entry, path)) for entry in objects[:MOST_ROWS]]
    names = tuple(dict.fromkeys(name for row in rows for name in row))
    cells = [tuple(row.get(name, "") for name in names) for row in rows]
    return Sheet(names, cells, rows_path=".".join(path))


def _lists(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[Any]]]:
    if isinstance(value, list) and value and all(isinstance(entry, Mapping) for entry in value):
        yield path, value
    elif isinstance(value, Mapping) and len(path) < _DEEPEST:
        for name, child in value.items():
            yield from _lists(child, (*path, name))


def _scalars(
    value: Any, path: tuple[str, ...], without: tuple[str, ...] = ()
) -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping) and len(path) < _DEEPEST:
        for name, child in value.items():
            if (*path, name) != without:
                yield from _scalars(child, (*path, name), without)
    elif not isinstance(value, list | Mapping):
        yield ".".join(path), _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value).strip()
