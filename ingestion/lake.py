"""A lake: its place, its clock, and its format version."""

import errno
import hashlib
import json
import os
import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO

from ingestion.errors import (
    IngestionError,
    LakeDamagedError,
    LakeNotAnsweringError,
    LakeNotWritableError,
    LakeTooNewError,
    LandingError,
)
from ingestion.layout import LAKE_DOCUMENT, TABLES_DIGEST, WORK
from ingestion.storage import Storage
from ingestion.storage.locations import Location, location_of
from ingestion.tables import TABLES

FORMAT_VERSION = 1
# What a bucket that is busy or out of reach is told as.
_TROUBLES_THAT_PASS = (errno.EAGAIN, errno.EIO)
_value = json.JSONEncoder(sort_keys=True).encode


def no_crash(_name: str) -> None:
    """Do nothing; tests put something that raises in its place."""


@dataclass(frozen=True)
class Lake:
    """Give access to a lake as of one moment; `crash_point` is called between steps by name.

    `near` names local files that have the bytes of objects, for as long as they are there.
    """

    location: Location
    as_of: datetime
    storage: Storage
    work: Path
    crash_point: Callable[[str], None] = field(default=no_crash, compare=False)
    near: dict[str, Path] = field(default_factory=dict, compare=False)

    @property
    def path(self) -> Path:
        """Return this machine's folder: the lake itself, or the cache of one in a bucket."""
        return self.location.scratch

    @property
    def ingestion_date(self) -> str:
        """Return the day of the as-of in UTC."""
        return self.as_of.astimezone(UTC).date().isoformat()

    @property
    def ingestion_timestamp(self) -> int:
        """Return the as-of in whole seconds since 1970."""
        return int(self.as_of.timestamp())

    @contextmanager
    def local_copy(self, key: str, sha256: str) -> Iterator[Path]:
        """Give an object as a local file: of a local lake the object itself, not to be changed.

        Raises: LandingError where a bucket gives other bytes than `sha256` promises.
        """
        folder = self.location.folder
        here = self.near.get(key) if folder is None else folder / key
        if here is not None:
            yield here
            return
        self.work.mkdir(parents=True, exist_ok=True)
        file = self.work / f"copy-{uuid.uuid4().hex}"
        try:
            _download(self.storage, key, file, sha256)
            yield file
        finally:
            file.unlink(missing_ok=True)

    def open(self, key: str) -> BinaryIO:
        """Open an object for reading.

        Raises: FileNotFoundError.
        """
        here = self.near.get(key)
        return here.open("rb") if here else self.storage.open(key)

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Keep other machines from writing tables; the lake of a folder has locks of its own.

        Raises: LeaseError while another process writes.
        """
        if self.location.folder is not None:
            yield
            return
        # Imported here: a lake in a folder needs nothing of buckets.
        from ingestion.storage.lease import take_lease

        holder = f"daybook, process {os.getpid()} on {socket.gethostname()}"
        lease = take_lease(self.location.address, holder)
        try:
            yield
            lease.check()
        finally:
            lease.release()


def open_lake(
    place: Path | str | Location,
    as_of: datetime,
    crash_point: Callable[[str], None] = no_crash,
) -> Lake:
    """Open a lake in a folder or at s3://bucket/prefix, and make it where there is none.

    Raises: LocationError, LakeTooNewError, LakeDamagedError, LakeNotWritableError,
        LakeNotAnsweringError.
    """
    if as_of.tzinfo is None:
        raise ValueError("as_of must have a time zone")
    location = location_of(place)
    work = location.scratch / WORK / uuid.uuid4().hex
    storage = location.storage_with(work)
    try:
        if not _has_format(storage, location):
            _make_private(location.scratch)
            storage.create(LAKE_DOCUMENT, encoded({"format_version": FORMAT_VERSION}))
        if location.folder is None:
            _make_private(work.parent)
        _declare_tables(storage)
    except OSError as error:
        raise _not_writable(location, error) from error
    finally:
        _remove_if_empty(work)
    return Lake(location, as_of, storage, work, crash_point)


def encoded(document: dict[str, Any]) -> bytes:
    """Write a JSON object as the lake stores it: sorted keys, each on a line of its own."""
    # Python's fast encoder knows no indents: it writes each value alone.
    lines = (f' "{key}": {_value(value)}' for key, value in sorted(document.items()))
    return ("{\n" + ",\n".join(lines) + "\n}\n").encode()


def _make_private(folder: Path) -> None:
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.chmod(0o700)


def _not_writable(location: Location, error: OSError) -> IngestionError:
    if location.folder is None and error.errno in _TROUBLES_THAT_PASS:
        return LakeNotAnsweringError(
            f"The lake {location} does not answer: {error.strerror}",
            "Run the same command again later; if that does not help, check the network and "
            "AWS_REGION",
        )
    remedy = "Check rights and free space, or choose another folder with --lake"
    if location.folder is None:
        remedy = "Check the bucket's name, its region, your credentials and their rights"
    return LakeNotWritableError(f"The lake {location} cannot be written: {error.strerror}", remedy)


def _download(storage: Storage, key: str, file: Path, sha256: str) -> None:
    digest = hashlib.sha256()
    with storage.open(key) as source, file.open("wb") as target:
        while chunk := source.read(1 << 20):
            digest.update(chunk)
            target.write(chunk)
    if digest.hexdigest() != sha256:
        raise LandingError("raw_conflict", key)


def _has_format(storage: Storage, location: Location) -> bool:
    text = storage.read(LAKE_DOCUMENT)
    if text is None:
        return False
    try:
        version = int(json.loads(text)["format_version"])
    except (ValueError, KeyError, TypeError) as error:
        raise LakeDamagedError(
            f"{location / LAKE_DOCUMENT} is damaged",
            "Restore it from a backup, or choose another folder with --lake",
        ) from error
    if version > FORMAT_VERSION:
        raise LakeTooNewError(
            f"The lake {location} has format {version}, this version of Daybook reads "
            f"{FORMAT_VERSION}",
            "Update Daybook, or choose another folder with --lake",
        )
    return True


def _declare_tables(storage: Storage) -> None:
    """Let readers know every table's columns, also before it has rows."""
    documents = {
        f"bronze/{table.name}/_schema.json": encoded(table.schema_document())
        for table in TABLES.values()
    }
    # One question instead of one for each table: a bucket takes its time for each.
    digest = hashlib.sha256(b"".join(documents.values())).hexdigest().encode()
    if storage.read(TABLES_DIGEST) == digest:
        return
    storage.prepare(documents)
    for key, document in documents.items():
        storage.replace(key, document)
    storage.replace(TABLES_DIGEST, digest)


def _remove_if_empty(folder: Path) -> None:
    try:
        folder.rmdir()
    except OSError:
        # Never made, or taken away by another process: both are fine.
        return
