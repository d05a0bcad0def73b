"""A lake in a local folder."""

import fcntl
import hashlib
import os
import sys
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import BinaryIO

# A process has about a thousand file descriptors.
_AT_ONCE = 100


class LocalStorage:
    """Keep objects as files; unfinished ones stay in `work`, on the same disk."""

    def __init__(self, root: Path, work: Path) -> None:
        self.root = root
        self._work = work
        self._ready: dict[tuple[str, bytes], Path] = {}
        self._safe: set[Path] = set()

    def prepare(self, objects: Mapping[str, bytes | Path], unless: str | None = None) -> None:
        """Bring what is about to be written to the disk, waiting for all of it together."""
        self._drop_prepared()
        if unless is not None and (self.root / unless).exists():
            return
        files = [value for value in objects.values() if isinstance(value, Path)]
        for key, data in objects.items():
            if isinstance(data, bytes):
                self._ready[key, data] = self._written(data)
        together = [*files, *self._ready.values()]
        sync(*together)
        self._safe.update(together)

    def create(self, key: str, data: bytes) -> bool:
        """Write an object unless it exists; tell whether this call wrote it."""
        if (self.root / key).exists():
            return False
        return self.create_from(key, self._prepared(key, data))

    def replace(self, key: str, data: bytes) -> None:
        """Write an object, in place of a former one."""
        self.replace_from(key, self._prepared(key, data))

    def create_from(self, key: str, file: Path) -> bool:
        """Move a finished file to `key` unless that exists; tell whether it was moved."""
        destination = self.root / key
        self._make_safe(file)
        try:
            # A link, unlike a rename, never replaces what another process put there first.
            _with_folder(destination, lambda: os.link(file, destination))
        except FileExistsError:
            return False
        except OSError:
            # Some file systems (FAT, many network shares) have no links.
            if destination.exists():
                return False
            file.rename(destination)
            return True
        file.unlink()
        return True

    def replace_from(self, key: str, file: Path) -> None:
        """Move a finished file to `key`, in place of a former object."""
        self._make_safe(file)
        destination = self.root / key
        _with_folder(destination, lambda: file.replace(destination))

    def read(self, key: str) -> bytes | None:
        """Return an object's bytes; None where there is none."""
        try:
            return (self.root / key).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def tagged(self, key: str) -> tuple[bytes, str] | None:
        """Return an object's bytes and their hash."""
        data = self.read(key)
        return None if data is None else (data, hashlib.sha256(data).hexdigest())

    def swap(self, key: str, data: bytes, tag: str | None) -> bool:
        """Write an object if it still has this hash, or, with None, if there is none."""
        path = self.root / key
        # Hidden beside the object; it stays: removing it would let two processes lock two files.
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.with_name(f".{path.name}.lock").open("ab") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            present = self.tagged(key)
            if (present and present[1]) != tag:
                return False
            self.replace(key, data)
        return True

    def open(self, key: str) -> BinaryIO:
        """Open an object for reading."""
        return (self.root / key).open("rb")

    def size(self, key: str) -> int | None:
        """Return an object's size in bytes; None where there is none."""
        try:
            return (self.root / key).stat().st_size
        except (FileNotFoundError, NotADirectoryError):
            return None

    def names(self, prefix: str) -> list[str]:
        """Return the sorted names directly below a prefix."""
        try:
            with os.scandir(self.root / prefix) as entries:
                return sorted(entry.name for entry in entries if not entry.name.startswith("."))
        except (FileNotFoundError, NotADirectoryError):
            return []

    def walk(self, prefix: str) -> Iterator[str]:
        """Yield the keys of all objects below a prefix."""
        for name in self.names(prefix):
            key = f"{prefix}/{name}" if prefix else name
            if (self.root / key).is_dir():
                yield from self.walk(key)
            else:
                yield key

    def marks(self, _prefix: str) -> None:
        """Return None: what other processes of this machine wrote stands in their journals."""

    def remove(self, key: str) -> None:
        """Take an object away, if it exists."""
        (self.root / key).unlink(missing_ok=True)

    def erase(self, key: str) -> None:
        """Take an object away for good; a folder keeps no versions."""
        self.remove(key)

    def require_erasable(self, _keys: Iterable[str]) -> None:
        """Do nothing: a folder holds no object."""

    def erase_former(self) -> None:
        """Do nothing: a folder keeps no versions."""

    def _prepared(self, key: str, data: bytes) -> Path:
        return self._ready.pop((key, data), None) or self._written(data)

    def _drop_prepared(self) -> None:
        for file in self._ready.values():
            file.unlink(missing_ok=True)
        self._ready.clear()
        self._safe.clear()

    def _make_safe(self, file: Path) -> None:
        if file in self._safe:
            self._safe.remove(file)
        else:
            sync(file)

    def _written(self, data: bytes) -> Path:
        file = self._work / f".{uuid.uuid4().hex}"
        try:
            _with_folder(file, lambda: file.write_bytes(data))
        except OSError:
            file.unlink(missing_ok=True)
            raise
        return file


def _with_folder(file: Path, write: Callable[[], object]) -> None:
    """Write a file, and make the folders above it where they are not there yet."""
    try:
        write()
    except FileNotFoundError:
        file.parent.mkdir(parents=True, exist_ok=True)
        write()


def sync(*files: Path) -> None:
    """Make the bytes of files survive a power loss before their names show them."""
    for start in range(0, len(files), _AT_ONCE):
        with ExitStack() as opened:
            streams = [opened.enter_context(file.open("rb")) for file in files[start:][:_AT_ONCE]]
            # Where all are begun with, the first wait is for nearly all of them.
            for stream in streams:
                start_writing(stream)
            for stream in streams:
                os.fsync(stream.fileno())


def start_writing(stream: BinaryIO, start: int = 0, length: int = 0) -> None:
    """Let the disk begin with bytes that wait in memory, all of a file where `length` is 0.

    Source: Linux, generic_fadvise: pages that wait to be written are not dropped but begun with.
    """
    if sys.platform == "linux":
        os.posix_fadvise(stream.fileno(), start, length, os.POSIX_FADV_DONTNEED)
