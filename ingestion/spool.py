"""Copying an offered file into the lake's work folder, and noticing when it changes."""

import hashlib
import os
import time
import uuid
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ingestion.contents import Fingerprint
from ingestion.decoders.base import Head
from ingestion.decoders.encodings import HEAD_BYTES
from ingestion.errors import LandingError, failure_of
from ingestion.lake import Lake
from ingestion.storage.local import start_writing

_CHUNK = 1 << 20
# Chunks in memory that are not hashed yet.
_MOST_WAITING = 4
# Clocks of file systems tick slowly: a change right after reading may leave no trace in the times.
_TICK_NS = 50_000_000
_COARSE_TICK_NS = 2_500_000_000


@dataclass(frozen=True)
class Spooled:
    """Hold a copy of a file; `fingerprint` is None where it is too fresh to trust its times."""

    file: Path
    content_id: str
    head: Head
    fingerprint: Fingerprint | None


def fingerprint_of(path: Path) -> Fingerprint:
    """Return what tells an untouched file from a changed one.

    Raises: LandingError.
    """
    try:
        return _fingerprint(path.stat())
    except OSError as error:
        raise read_failure(error) from error


def spool(lake: Lake, path: Path) -> Spooled:
    """Copy a file while hashing it; a file that changes meanwhile is read once more.

    Raises: LandingError.
    """
    for _ in range(2):
        spooled = _copy(lake, path)
        if spooled is not None:
            return spooled
    raise LandingError("changed_while_reading")


def _copy(lake: Lake, path: Path) -> Spooled | None:
    before = fingerprint_of(path)
    lake.work.mkdir(parents=True, exist_ok=True)
    file = lake.work / f"incoming-{uuid.uuid4().hex}"
    try:
        with _opened(path) as source, file.open("wb") as target:
            digest, head = transfer(source, target)
            lake.crash_point("while copying")
            after = _fingerprint(os.fstat(source.fileno()))
            size = target.tell()
    except BaseException:
        file.unlink(missing_ok=True)
        raise
    if not before == after == fingerprint_of(path) or size != after.size:
        file.unlink()
        return None
    return Spooled(file, digest, Head(head, size), after if _is_settled(after) else None)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("rb")
    except OSError as error:
        raise read_failure(error) from error


def transfer(
    source: BinaryIO, target: BinaryIO, other: "hashlib._Hash | None" = None
) -> tuple[str, bytes]:
    """Copy a stream, and return its sha256 and its head; another hash may be made as well.

    Raises: LandingError where the source cannot be read.
    """
    digest = hashlib.sha256()
    digests = (digest,) if other is None else (digest, other)
    head = b""
    # Another processor hashes chunks while this one writes them and reads the next few.
    with ThreadPoolExecutor(1) as aside:
        waiting: deque[Future[None]] = deque()
        while chunk := _read(source):
            if len(waiting) == _MOST_WAITING:
                waiting.popleft().result()
            if waiting or len(chunk) == _CHUNK:
                waiting.append(aside.submit(_update, digests, chunk))
            else:
                _update(digests, chunk)
            target.write(chunk)
            if len(chunk) == _CHUNK:
                # What is on its way to the disk already need not be waited for later.
                start_writing(target, target.tell() - _CHUNK, _CHUNK)
            head = head or chunk[:HEAD_BYTES]
    return digest.hexdigest(), head


def _update(digests: "tuple[hashlib._Hash, ...]", chunk: bytes) -> None:
    for one in digests:
        one.update(chunk)


def _read(source: BinaryIO) -> bytes:
    try:
        return source.read(_CHUNK)
    except OSError as error:
        raise read_failure(error) from error


def read_failure(error: OSError) -> LandingError:
    """Name why an offered file cannot be read."""
    if isinstance(error, FileNotFoundError):
        return LandingError("source_missing")
    return failure_of(error, "read_error")


def _fingerprint(status: os.stat_result) -> Fingerprint:
    return Fingerprint(status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _is_settled(mark: Fingerprint) -> bool:
    latest = max(mark.mtime_ns, mark.ctime_ns)
    tick = _COARSE_TICK_NS if latest % 1_000_000_000 == 0 else _TICK_NS
    return time.time_ns() - latest > tick
