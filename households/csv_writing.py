"""Adding rows to a CSV file of the household that a person edits by hand."""

import csv
import fcntl
import io
import os
import stat
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from households.cells import CellError
from households.csv_files import CSV_FILES, columns_of, delimiter_of, read_row
from households.problems import HouseholdError, Problem
from households.reading import decoded

Cells = Mapping[str, str]


def append_rows(directory: Path, document: str, rows: Sequence[Cells]) -> Path:
    """Add rows to a file, which is made where it is missing, and return its path.

    What is there stays byte for byte: order of columns, separator, line ends, other rows.

    Raises: HouseholdError where the file, or a row for it, is not right.
    """
    path = (directory / document).resolve()
    path.parent.mkdir(exist_ok=True)
    with _alone_in(path.parent):
        before = path.read_bytes() if path.exists() else b""
        before = before if before.strip() else _header(document)
        _replace(path, before + _added(path, document, decoded(before, path), rows))
    return path


def _header(document: str) -> bytes:
    return f"{','.join(CSV_FILES[document].columns)}\n".encode()


def _added(path: Path, document: str, text: str, rows: Sequence[Cells]) -> bytes:
    """Return the rows as they follow a text, checked as they will be read."""
    delimiter, newline = delimiter_of(text), "\r\n" if "\r\n" in text else "\n"
    columns = _columns(path, document, text, delimiter)
    for row in rows:
        _check(path, document, columns, row)
    written = [[row.get(name, "") for name in columns] for row in rows]
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=delimiter, lineterminator=newline).writerows(written)
    added = ("" if text.endswith("\n") else newline) + buffer.getvalue()
    if list(csv.reader(io.StringIO(text + added), delimiter=delimiter))[-len(rows) :] != written:
        remedy = "Close it, then run the command again."
        raise HouseholdError([Problem(path, None, "A quote in the file is never closed", remedy)])
    return added.encode()


def _columns(path: Path, document: str, text: str, delimiter: str) -> list[str]:
    lines = csv.reader(io.StringIO(text), delimiter=delimiter)
    header = next((cells for cells in lines if any(cell.strip() for cell in cells)), [])
    try:
        return columns_of(CSV_FILES[document], header)
    except CellError as error:
        problem = Problem(path, lines.line_num, error.message, error.remedy)
        raise HouseholdError([problem]) from error


def _check(path: Path, document: str, columns: Sequence[str], row: Cells) -> None:
    lacking = [name for name, cell in row.items() if cell and name not in columns]
    if lacking:
        message = f"The file has no column {lacking[0]}"
        remedy = f"Add {lacking[0]} to its first line, and an empty cell to each row below."
        raise HouseholdError([Problem(path, 1, message, remedy)])
    try:
        read_row(CSV_FILES[document], columns, [row.get(name, "") for name in columns])
    except CellError as error:
        raise HouseholdError([Problem(path, None, error.message, error.remedy)]) from error


@contextmanager
def _alone_in(folder: Path) -> Iterator[None]:
    """Let one process at a time write into a folder."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _replace(path: Path, content: bytes) -> None:
    """Put the whole content in place at once; dot-named drafts are never landed."""
    draft = path.with_name(f".{path.name}.draft")
    with draft.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    if path.exists():
        draft.chmod(stat.S_IMODE(path.stat().st_mode))
    draft.replace(path)
