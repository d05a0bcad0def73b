"""One process at a time writes a lake."""

import fcntl
import json
import os
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from dbt_common.exceptions import DbtRuntimeError

LOCK_NAME = ".writer.lock"


class LakeInUseError(DbtRuntimeError):
    """Another process holds the lake."""


@dataclass(frozen=True)
class WriterLock:
    """A held lock; it ends with the process, however that ends."""

    descriptor: int

    def check(self) -> None:
        """Do nothing: the operating system takes no lock away."""

    def release(self) -> None:
        """Let others write."""
        os.close(self.descriptor)


def take_lock(root: Path) -> WriterLock:
    """Take the lock of a lake, whose folder is made if need be.

    Raises: LakeInUseError when another process holds it.
    """
    # Resolved: the root may be a link to a folder that is not there yet.
    root.resolve().mkdir(parents=True, exist_ok=True)
    path = root / LOCK_NAME
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        # The file stays after the release: removing it would let two processes lock two files.
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise LakeInUseError(_in_use(root, path)) from None
    _sign(descriptor)
    return WriterLock(descriptor)


def _sign(descriptor: int) -> None:
    started_at = datetime.now(UTC).isoformat(timespec="seconds")
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, json.dumps({"pid": os.getpid(), "started_at": started_at}).encode(), 0)


def _in_use(root: Path, path: Path) -> str:
    try:
        holder = json.loads(path.read_text())
        who = f"process {holder['pid']} since {holder['started_at']}"
        stop = f"end it (kill {holder['pid']})"
    except (ValueError, KeyError):  # it took the lock a moment ago and has not signed yet
        who, stop = "another process", "end it"
    return (
        f"The lake {root} is in use by {who}, and one process at a time writes a lake. "
        f"Wait until it is done, or {stop}; then run this again. "
        "Reading with deltalake or pandas needs no lock."
    )
