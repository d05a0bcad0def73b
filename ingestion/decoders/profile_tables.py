"""Reading a file as a table, whichever format its profile names."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from ingestion.decoders.continued_rows import joined_rows
from ingestion.decoders.csv_rows import CsvFormat, Row, header_of, read_above, read_rows
from ingestion.decoders.encodings import codec_of, fitting_encoding
from ingestion.decoders.json_lines import json_lines_columns, read_json_lines
from ingestion.decoders.json_rows import JsonFormat, json_columns_of, read_json_rows
from ingestion.decoders.sheet_rows import SheetFormat, read_sheet_above, read_sheet_rows
from ingestion.decoders.sqlite_rows import SqliteFormat, read_sqlite_rows
from ingestion.decoders.table_preview import read_preview
from ingestion.decoders.unpivoted_rows import unpivoted_rows

Form = CsvFormat | JsonFormat | SheetFormat | SqliteFormat


def read_table(file: Path, form: Form) -> Iterator[Row]:
    """Yield the rows of a file, the names of its columns first.

    Raises: QuarantineError.
    """
    if isinstance(form, JsonFormat):
        return read_json_lines(file, form) if form.is_lines else read_json_rows(file, form)
    if isinstance(form, SheetFormat):
        return read_sheet_rows(file, form)
    if isinstance(form, SqliteFormat):
        return read_sqlite_rows(file, form)
    rows = read_rows(file, form)
    if form.continued_without:
        rows = joined_rows(rows, form.continued_without)
    return unpivoted_rows(rows, form.unpivot) if form.unpivot else rows


def cells_above(file: Path, form: Form) -> list[list[str]]:
    """Return the stripped cells of each line above the header."""
    if isinstance(form, CsvFormat):
        return read_above(file, form)
    return read_sheet_above(file, form) if isinstance(form, SheetFormat) else []


def columns_of(head: bytes, form: Form) -> list[str] | None:
    """Return the columns that the first bytes of a file, or its preview, show; None where none.

    Raises: QuarantineError (`header_mismatch`) where named columns are not as many as the cells.
    """
    if isinstance(form, JsonFormat):
        return json_lines_columns(head, form) if form.is_lines else json_columns_of(head, form)
    if isinstance(form, SheetFormat | SqliteFormat):
        preview = read_preview(head)
        header = preview.columns(form) if preview else None
        return None if header is None else column_names(header)
    header = header_of(head, form)
    if header is None:
        return None
    columns = column_names(header)
    return form.unpivot.columns(columns) if form.unpivot else columns


def begins_with(head: bytes, form: Form, text: str) -> bool:
    """Tell whether a text file begins with a text."""
    if not isinstance(form, CsvFormat):
        return False
    codec = codec_of(fitting_encoding(form.encodings, [head]))
    return head.decode(codec, errors="replace").startswith(text)


def column_names(header: Sequence[str]) -> list[str]:
    """Return the names of columns; one without text is known by its number, as `unnamed 4`."""
    return [cell.strip() or f"unnamed {number}" for number, cell in enumerate(header, start=1)]
