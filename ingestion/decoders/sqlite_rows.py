"""Rows of a table of a SQLite database, read so that nothing in it can act.

Only rows of a real table are asked for: no view, no trigger, no function and no other file.
Source: sqlite.org/security.html, "Untrusted SQLite Database Files".
"""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from urllib.parse import quote

from ingestion.decoders.csv_rows import Row
from ingestion.decoders.sheet_cells import number_text
from ingestion.errors import QuarantineError

START = b"SQLite format 3\0"
_LONGEST_VALUE = 1_000_000
# A damaged or hostile table can keep the engine busy without giving a row.
_STEPS, _MOST_TIMES = 100_000, 200
_MOST_TABLES = 500
# Its length, its number, and the length of its header.
_SHORTEST_ROW = 3
_ALLOWED = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ)
_TABLES = "select name from sqlite_master where type = 'table' and rootpage > 0 limit ?"


@dataclass(frozen=True)
class SqliteFormat:
    """Say which table of a database is read."""

    table: str


def tables_of(file: Path) -> Mapping[str, list[str]]:
    """Return the columns of each table of a database.

    Raises: QuarantineError.
    """
    with _opened(file) as database:
        names = [name for (name,) in database.execute(_TABLES, (_MOST_TABLES,))]
        found = {}
        for name in names:
            with suppress(sqlite3.Error):
                found[name] = _columns(database.execute(f"{_select(name)} limit 0"))
        return found


def read_sqlite_rows(file: Path, form: SqliteFormat) -> Iterator[Row]:
    """Yield the rows of a table, the names of its columns first.

    Rows behind a damage are one row with a problem.
    Raises: QuarantineError.
    """
    tables = tables_of(file)
    if form.table not in tables:
        known = ", ".join(repr(name[:40]) for name in sorted(tables)[:10])
        raise QuarantineError("header_mismatch", f"it has no table {form.table!r}, but {known}")
    with _opened(file) as database:
        rows = database.execute(_select(form.table))
        yield Row(0, _columns(rows), "")
        yield from _rows(database, rows, most=file.stat().st_size // _SHORTEST_ROW)


def _rows(database: sqlite3.Connection, rows: sqlite3.Cursor, most: int) -> Iterator[Row]:
    number = 0
    try:
        for number, values in enumerate(rows, start=1):
            if number > most:
                # Pages that are listed many times can make up more rows than a life has seconds.
                raise sqlite3.DatabaseError("it has more rows than its bytes can hold")
            _limit_steps(database)
            cells = [_text(value) for value in values]
            yield Row(number, cells, "\t".join(cells))
    except sqlite3.Error as error:
        yield Row(number + 1, [], str(error), "rest_unreadable")


@contextmanager
def _opened(file: Path) -> Iterator[sqlite3.Connection]:
    with file.open("rb") as stream:
        if stream.read(len(START)) != START:
            raise QuarantineError("header_mismatch", "it is no SQLite database")
    address = f"file:{quote(str(file.absolute()))}?mode=ro&immutable=1"
    database = sqlite3.connect(address, uri=True)
    try:
        _guard(database)
        yield database
    except sqlite3.Error as error:
        raise QuarantineError("malformed", f"the database is damaged: {error}") from error
    finally:
        database.close()


def _guard(database: sqlite3.Connection) -> None:
    database.execute("pragma trusted_schema = off")
    database.execute("pragma cell_size_check = on")
    database.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _LONGEST_VALUE)
    database.text_factory = lambda data: data.decode("utf-8", errors="replace")
    database.set_authorizer(
        lambda action, *_: sqlite3.SQLITE_OK if action in _ALLOWED else sqlite3.SQLITE_DENY
    )
    _limit_steps(database)


def _limit_steps(database: sqlite3.Connection) -> None:
    """Let the engine take its steps for one more row."""
    times = count(1)
    database.set_progress_handler(lambda: next(times) > _MOST_TIMES, _STEPS)


def _select(table: str) -> str:
    name = table.replace('"', '""')
    return f'select * from "{name}"'  # noqa: S608 - the name is one that the database lists


def _columns(rows: sqlite3.Cursor) -> list[str]:
    return [str(column[0]) for column in rows.description]


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return number_text(value)
    return value.hex() if isinstance(value, bytes) else str(value)
