"""The household's own files: household.yml and the lists of rules and corrections become tables.

Other files only land, so that they have history.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TypeVar

from households import csv_files
from households.cells import CellError
from households.csv_files import CSV_FILES, columns_of, delimiter_of, read_row
from households.problems import HouseholdError
from households.reading import FILE_NAME, decoded
from ingestion import tables
from ingestion.decoders.base import Item, Record, Reject
from ingestion.decoders.csv_rows import CsvFormat, Row, read_rows
from ingestion.errors import QuarantineError
from ingestion.reasons import sentence

_TABLES = {
    csv_files.CATEGORIES: tables.CATEGORY_RULES,
    csv_files.CORRECTIONS: tables.CORRECTIONS,
    csv_files.ANNOTATIONS: tables.ANNOTATIONS,
    csv_files.TARIFFS: tables.TARIFFS,
    csv_files.HOLIDAYS: tables.HOLIDAYS,
    csv_files.RATES: tables.RATES,
    csv_files.BUDGETS: tables.BUDGETS,
    csv_files.SOURCE_PRIORITIES: tables.SOURCE_PRIORITIES,
}


class HouseholdFile:
    """Decode one of the household's files; `document` is its name below the folder."""

    name = "household_file"
    # 5: thresholds of people are read.
    version = 5

    def __init__(self, document: str) -> None:
        self.options: Mapping[str, Any] = {"document": document}
        self._document = document

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the file's order; a file without text has none.

        Raises: QuarantineError.
        """
        if self._document == FILE_NAME:
            return _household_records(file)
        return _csv_items(file, self._document) if self._document in CSV_FILES else iter(())


def _household_records(file: Path) -> Iterator[Item]:
    # Imported here: only this file needs it.
    from households.records import household_rows

    for name, rows in _or_refused(lambda: household_rows(file.read_bytes())).items():
        columns = tables.RECORD_TABLES[name].values
        for row in rows:
            yield Record(name, tuple(row[column] for column in columns))


def _csv_items(file: Path, document: str) -> Iterator[Item]:
    text = _or_refused(lambda: decoded(file.read_bytes(), Path(document)))
    rows = read_rows(file, CsvFormat(delimiter=delimiter_of(text)))
    header = next(rows, None)
    columns = _columns(header, document) if header else ()
    for row in rows:
        yield _item(row, columns, document)


Read = TypeVar("Read")


def _or_refused(read: Callable[[], Read]) -> Read:
    try:
        return read()
    except HouseholdError as error:
        raise QuarantineError("own_file_invalid", _detail(str(error))) from error


def _columns(header: Row, document: str) -> Sequence[str]:
    try:
        return columns_of(CSV_FILES[document], header.cells)
    except CellError as error:
        detail = _detail(f"{document}:{header.line}: {error}")
        raise QuarantineError("own_file_invalid", detail) from error


def _item(row: Row, columns: Sequence[str], document: str) -> Item:
    table, place = _TABLES[document], f"{document}:{row.line}"
    if row.problem:
        return Reject(table, row.problem, sentence(row.problem, place), row.text, row.line)
    try:
        found = read_row(CSV_FILES[document], columns, row.cells)
    except CellError as error:
        message = sentence("own_row_invalid", _detail(f"{place}: {error}"))
        return Reject(table, "own_row_invalid", message, row.text, row.line)
    values = tuple(found[name] for name in tables.RECORD_TABLES[table].values)
    return Record(table, values, line=row.line)


def _detail(text: str) -> str:
    return text.replace("\n", " ")[:500].removesuffix(".")
