"""Rows of JSON lines: an object in each line, in bounded memory."""

from collections.abc import Iterator
from pathlib import Path

from ingestion.decoders.csv_rows import LONGEST_LINE, Row, bounded_lines
from ingestion.decoders.encodings import chunks_of, codec_of, fitting_encoding
from ingestion.decoders.json_rows import MOST_COLUMNS, JsonFormat, flat_cells, strict_decoder
from ingestion.errors import QuarantineError

_DECODER = strict_decoder()


def read_json_lines(file: Path, form: JsonFormat) -> Iterator[Row]:
    """Yield the rows of a file, the names of all columns first; blank lines are passed over.

    A line that is no object is a row with a problem.
    Raises: QuarantineError (`encoding_invalid`, `malformed`).
    """
    encoding = fitting_encoding(form.encodings, chunks_of(file))
    names: dict[str, None] = {}
    try:
        for _, _, cells in _lines(file, encoding):
            names.update(dict.fromkeys(cells or ()))
            if len(names) > MOST_COLUMNS:
                detail = f"its rows have more than {MOST_COLUMNS} different keys"
                raise QuarantineError("malformed", detail)
        yield Row(1, list(names), "")
        for number, text, cells in _lines(file, encoding):
            problem = "line_too_long" if len(text) >= LONGEST_LINE else "row_not_an_object"
            found = [] if cells is None else [cells.get(name, "") for name in names]
            yield Row(number, found, text, problem if cells is None else None)
    except UnicodeError as error:
        raise QuarantineError("encoding_invalid", f"read as {encoding}") from error


def json_lines_columns(head: bytes, form: JsonFormat) -> list[str] | None:
    """Return the columns of the whole lines among the first bytes; None where they are none."""
    encoding = codec_of(fitting_encoding(form.encodings, [head]))
    text = head.decode(encoding, errors="replace")
    names: dict[str, None] = {}
    for line in text.splitlines()[:-1] or [text]:
        cells = _cells(line)
        if cells is None and line.strip():
            return None
        names.update(dict.fromkeys(cells or ()))
    return list(names) or None


def _lines(file: Path, encoding: str) -> Iterator[tuple[int, str, dict[str, str] | None]]:
    with file.open(encoding=codec_of(encoding)) as stream:
        for number, line in enumerate(bounded_lines(stream), start=1):
            if line.strip():
                yield number, line, _cells(line) if len(line) < LONGEST_LINE else None


def _cells(line: str) -> dict[str, str] | None:
    text = line.strip()
    try:
        value, end = _DECODER.raw_decode(text)
        return flat_cells("", value) if isinstance(value, dict) and end == len(text) else None
    except (ValueError, RecursionError):
        return None
