"""Where a lake can lie: on a disk or in a bucket."""

from functools import lru_cache
from typing import Literal, Protocol

from dbt.adapters.lake.paths import is_address

Kind = Literal["delta", "parquet"]


class Lock(Protocol):
    """What keeps other processes from writing a lake."""

    def check(self) -> None:
        """Do nothing while the lock is held.

        Raises: LakeInUseError when it was lost.
        """

    def release(self) -> None:
        """Let others write."""


class Place(Protocol):
    """What the adapter asks of a lake's folders; a location is a path or an address."""

    def folders(self, location: str) -> list[str]:
        """Return the locations of the folders directly below, sorted; hidden ones are left out."""

    def kind(self, location: str) -> Kind | None:
        """Return what kind of table a folder holds; None where it holds none."""

    def is_foreign(self, location: str) -> bool:
        """Say whether a folder without a table holds more than an interrupted run leaves."""

    def files(self, location: str) -> list[str]:
        """Return the names of the files directly in a folder, which need not be there."""

    def files_mark(self, location: str) -> str | None:
        """Return what changes whenever a file in a folder or below does; None without files."""

    def read_bytes(self, location: str) -> bytes:
        """Return what a file holds."""

    def replace_text(self, location: str, text: str) -> None:
        """Write a file, whole or not at all."""

    def make_folder(self, location: str) -> None:
        """Make a schema's folder: an empty schema, too, is there in the next process."""

    def take_lock(self, root: str) -> Lock:
        """Take the lock of a lake.

        Raises: LakeInUseError when another process holds it.
        """


@lru_cache
def place_of(root: str) -> Place:
    """Return the place of a lake; a local lake never loads the library for buckets."""
    if is_address(root):
        from dbt.adapters.lake.bucket import Bucket
        from dbt.adapters.lake.bucket_access import share_access

        share_access(root)
        return Bucket()
    from dbt.adapters.lake.disk import Disk

    return Disk()
