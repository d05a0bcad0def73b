"""A lake: its folder, its clock, and its format version."""

import json
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ingestion.errors import LakeDamagedError, LakeNotWritableError, LakeTooNewError
from ingestion.layout import LAKE_DOCUMENT, WORK
from ingestion.storage import Storage
from ingestion.storage.local import LocalStorage
from ingestion.tables import TABLES

FORMAT_VERSION = 1


def no_crash(_name: str) -> None:
    """Do nothing; tests put something that raises in its place."""


@dataclass(frozen=True)
class Lake:
    """Give access to a lake as of one moment; `crash_point` is called between steps by name."""

    path: Path
    as_of: datetime
    storage: Storage
    work: Path
    crash_point: Callable[[str], None] = field(default=no_crash, compare=False)

    @property
    def ingestion_date(self) -> str:
        """Return the day of the as-of in UTC."""
        return self.as_of.astimezone(UTC).date().isoformat()

    @property
    def ingestion_timestamp(self) -> int:
        """Return the as-of in whole seconds since 1970."""
        return int(self.as_of.timestamp())

    @contextmanager
    def local_copy(self, key: str) -> Iterator[Path]:
        """Give an object as a local file: of a local lake the object itself, not to be changed."""
        yield self.path / key


def open_lake(path: Path, as_of: datetime, crash_point: Callable[[str], None] = no_crash) -> Lake:
    """Open a lake for ingestion, and make it where there is none.

    Raises: LakeTooNewError, LakeDamagedError, LakeNotWritableError.
    """
    if as_of.tzinfo is None:
        raise ValueError("as_of must have a time zone")
    path = path.absolute()
    work = path / WORK / uuid.uuid4().hex
    storage = LocalStorage(path, work)
    try:
        if not _has_format(storage, path):
            path.mkdir(mode=0o700, parents=True, exist_ok=True)
            path.chmod(0o700)
            storage.create(LAKE_DOCUMENT, encoded({"format_version": FORMAT_VERSION}))
        _declare_tables(storage)
    except OSError as error:
        raise LakeNotWritableError(
            f"The lake {path} cannot be written: {error.strerror}",
            "Check rights and free space, or choose another folder with --lake",
        ) from error
    finally:
        _remove_if_empty(work)
    return Lake(path, as_of, storage, work, crash_point)


def encoded(document: dict[str, Any]) -> bytes:
    """Write a JSON object as the lake stores it: readable, with sorted keys."""
    return (json.dumps(document, indent=1, sort_keys=True) + "\n").encode()


def _has_format(storage: Storage, path: Path) -> bool:
    text = storage.read(LAKE_DOCUMENT)
    if text is None:
        return False
    try:
        version = int(json.loads(text)["format_version"])
    except (ValueError, KeyError, TypeError) as error:
        raise LakeDamagedError(
            f"{path / LAKE_DOCUMENT} is damaged",
            "Restore it from a backup, or choose another folder with --lake",
        ) from error
    if version > FORMAT_VERSION:
        raise LakeTooNewError(
            f"The lake {path} has format {version}, this version of Daybook reads {FORMAT_VERSION}",
            "Update Daybook, or choose another folder with --lake",
        )
    return True


def _declare_tables(storage: Storage) -> None:
    for table in TABLES.values():
        key = f"bronze/{table.name}/_schema.json"
        document = encoded(table.schema_document())
        if storage.read(key) != document:
            storage.replace(key, document)


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        # Never made, or taken away by another process: both are fine.
        return
