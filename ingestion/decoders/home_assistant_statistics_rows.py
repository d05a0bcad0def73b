"""The rows of a statistics export, whichever of its forms they come in."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from ingestion.decoders.csv_rows import CsvFormat, Row, header_of, read_rows
from ingestion.decoders.encodings import head_of
from ingestion.decoders.json_rows import JsonFormat, read_json_rows
from ingestion.errors import QuarantineError

NUMBERS = ("mean", "min", "max", "sum", "state", "delta")
_NEEDED = ("statistic_id", "start")
_KNOWN = (*_NEEDED, "unit", *NUMBERS)
_DELIMITERS = ("\t", ";", ",")
_FIRST_BYTES = 4096
_JSON_LIST = re.compile(rb"(?:\xef\xbb\xbf)?\s*\[\s*\{")
_JSON_ID = re.compile(rb'"id"\s*:\s*"[A-Za-z0-9_]+[.:][A-Za-z0-9_]+"')
_JSON_KEYS = (b'"values"', b'"datetime"')


class Stated(NamedTuple):
    """Hold what one row says under the names of the table form; `problem` is a reason's code."""

    said: Mapping[str, str]
    text: str
    line: int
    problem: str | None = None


def is_statistics(head: bytes) -> bool:
    """Tell whether a content begins as an export does, even with a column too many."""
    return _is_json(head) or _form_of(head) is not None


def read_statistics(file: Path) -> Iterator[Stated]:
    """Yield the rows in the file's order; of JSON the line is that of the entity.

    Raises: QuarantineError.
    """
    head = head_of(file)
    if _is_json(head):
        yield from _of_json(file)
    else:
        yield from _of_table(file, _form_of(head) or CsvFormat())


def _is_json(head: bytes) -> bool:
    first = head[:_FIRST_BYTES]
    return bool(_JSON_LIST.match(first) and _JSON_ID.search(first)) and all(
        key in first for key in _JSON_KEYS
    )


def _form_of(head: bytes) -> CsvFormat | None:
    if _NEEDED[0].encode() not in head[:_FIRST_BYTES]:
        return None
    for delimiter in _DELIMITERS:
        form = CsvFormat(delimiter=delimiter, has_short_rows=True)
        header = header_of(head, form) or ()
        if all(name in header for name in _NEEDED) and any(name in header for name in NUMBERS):
            return form
    return None


def _of_table(file: Path, form: CsvFormat) -> Iterator[Stated]:
    rows = read_rows(file, form)
    header = next(rows, None)
    names = [cell.strip() for cell in header.cells] if header else []
    _check(names)
    for row in rows:
        said = dict(zip(names, (cell.strip() for cell in row.cells), strict=False))
        yield Stated(said, row.text, row.line, row.problem)


def _check(names: Sequence[str]) -> None:
    missing = [name for name in _NEEDED if name not in names]
    unknown = [repr(name[:40]) for name in names if name not in _KNOWN]
    twice = [name for name in _KNOWN if names.count(name) > 1]
    if missing or not any(name in names for name in NUMBERS):
        detail = f"needed are {', '.join(_NEEDED)} and one of {', '.join(NUMBERS)}"
        raise QuarantineError("header_mismatch", detail)
    if unknown or twice:
        detail = f"{', '.join(unknown or twice)}: known are {', '.join(_KNOWN)}, each once"
        raise QuarantineError("header_mismatch", detail)


def _of_json(file: Path) -> Iterator[Stated]:
    rows = read_json_rows(file, JsonFormat())
    header = next(rows, None)
    names = header.cells if header else []
    for row in rows:
        yield from _of_entity(row, names)


def _of_entity(row: Row, names: Sequence[str]) -> Iterator[Stated]:
    entity = dict(zip(names, row.cells, strict=False))
    try:
        values = json.loads(entity.get("values") or "null", parse_float=str, parse_int=str)
    except ValueError:
        values = None
    if row.problem or not isinstance(values, list):
        yield Stated({}, row.text, row.line, "row_not_an_object")
        return
    around = {"statistic_id": entity.get("id", ""), "unit": entity.get("unit", "")}
    for value in values:
        text = json.dumps({**around, "value": value}, ensure_ascii=False)
        if isinstance(value, dict):
            yield Stated({**around, **_cells(value)}, text, row.line)
        else:
            yield Stated({}, text, row.line, "row_not_an_object")


def _cells(value: Mapping[str, object]) -> dict[str, str]:
    told = {name: str(value[name]).strip() for name in NUMBERS if value.get(name) is not None}
    return {**told, "start": str(value.get("datetime") or "").strip()}
