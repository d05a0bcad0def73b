"""Where a lake's objects lie. Landing knows only this interface, so that a bucket can stand in."""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import BinaryIO, Protocol


class Storage(Protocol):
    """Read and write whole objects by key; a key is a relative path with `/`.

    An object becomes visible whole or not at all, and survives a crash once a call returned.
    """

    def prepare(self, objects: Mapping[str, bytes | Path], unless: str | None = None) -> None:
        """Bring bytes and finished files that are about to be written to the disk together.

        The calls below make it visible; without this one they wait for the disk one by one. Where
        the object `unless` exists there is nothing to prepare.
        """

    def create(self, key: str, data: bytes) -> bool:
        """Write an object unless it exists; tell whether this call wrote it."""

    def replace(self, key: str, data: bytes) -> None:
        """Write an object, in place of a former one."""

    def create_from(self, key: str, file: Path) -> bool:
        """Bring a finished local file to `key` unless that exists; tell whether it was.

        The file may be gone then.
        """

    def replace_from(self, key: str, file: Path) -> None:
        """Bring a finished local file to `key`, in place of a former object.

        The file may be gone then.
        """

    def read(self, key: str) -> bytes | None:
        """Return an object's bytes; None where there is none."""

    def tagged(self, key: str) -> tuple[bytes, str] | None:
        """Return an object's bytes and a tag that names these bytes; None where there is none."""

    def swap(self, key: str, data: bytes, tag: str | None) -> bool:
        """Write an object if the tag is still that of the present one; tell whether it was written.

        A tag of None: if there is none. Of several that swap at once one wins.
        """

    def open(self, key: str) -> BinaryIO:
        """Open an object for reading.

        Raises: FileNotFoundError.
        """

    def size(self, key: str) -> int | None:
        """Return an object's size in bytes; None where there is none."""

    def names(self, prefix: str) -> list[str]:
        """Return the sorted names directly below a prefix, objects and folders alike."""

    def walk(self, prefix: str) -> Iterator[str]:
        """Yield the keys of all objects below a prefix, sorted within each folder."""

    def marks(self, prefix: str) -> dict[str, str] | None:
        """Return for each key below a prefix what changes whenever the object does.

        None where only this machine writes, so that its journals tell what has changed.
        """

    def remove(self, key: str) -> None:
        """Take an object away, if it exists."""

    def erase(self, key: str) -> None:
        """Take an object away for good, with all its versions.

        Raises: ObjectLockedError.
        """

    def require_erasable(self, keys: Iterable[str]) -> None:
        """Check that nothing holds any version of these objects.

        Raises: ObjectLockedError.
        """

    def erase_former(self) -> None:
        """Take away for good what was overwritten or deleted, as far as nothing holds it.

        Raises: ObjectLockedError with the last date of what is held, when all else is gone.
        """
