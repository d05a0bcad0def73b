"""Where a lake lies, said in one way for folders and buckets."""

import hashlib
import os
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ingestion.errors import LocationError
from ingestion.storage import Storage
from ingestion.storage.bucket_access import ADDRESS_START, bucket_and_prefix, is_address
from ingestion.storage.local import LocalStorage


@dataclass(frozen=True)
class Location:
    """Name a place: an absolute folder, or `s3://bucket/prefix` without a slash at its end."""

    address: str

    def __str__(self) -> str:
        return self.address

    def __truediv__(self, name: str) -> "Location":
        return Location(f"{self.address}/{name}")

    @property
    def name(self) -> str:
        """Return the last part of the address."""
        return self.address.rpartition("/")[2]

    @property
    def folder(self) -> Path | None:
        """Return the place on this machine; None where it is a bucket's."""
        return None if is_address(self.address) else Path(self.address)

    @property
    def scratch(self) -> Path:
        """Return where this machine keeps what it can make again: the folder itself, or a cache."""
        return self.folder or cache_folder(self.address)

    @property
    def storage(self) -> Storage:
        """Return the objects below this place."""
        return self.storage_with(self.scratch)

    def storage_with(self, work: Path) -> Storage:
        """Return the objects below this place; unfinished ones wait in `work`."""
        if self.folder is not None:
            return LocalStorage(self.folder, work)
        # Imported here: a lake in a folder needs nothing of buckets.
        from ingestion.storage.s3 import S3Storage

        return S3Storage(*bucket_and_prefix(self.address))


def location_of(place: Path | str | Location) -> Location:
    """Return the location that a person or a program names.

    Raises: LocationError for an address that is not S3's.
    """
    if isinstance(place, Location):
        return place
    text = str(place)
    if isinstance(place, str) and "://" in text:
        return _bucket_location(text)
    # Not resolved: what a person reads should show the path as it was given.
    return Location(str(Path(text).expanduser().absolute()))


def cache_folder(address: str, environment: Mapping[str, str] = os.environ) -> Path:
    """Return this machine's own folder for a lake in a bucket."""
    endpoint = environment.get("AWS_ENDPOINT_URL_S3") or environment.get("AWS_ENDPOINT_URL") or ""
    name = hashlib.sha256(f"{endpoint} {address}".encode()).hexdigest()[:16]
    named = environment.get("DAYBOOK_CACHE")
    if named:
        return Path(named).expanduser().absolute() / name
    if "AWS_LAMBDA_FUNCTION_NAME" in environment:
        # The only folder that a Lambda may write.
        return Path(tempfile.gettempdir()) / "daybook" / name
    base = environment.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "daybook" / name


def _bucket_location(text: str) -> Location:
    bucket, prefix = bucket_and_prefix(text)
    parts = prefix.split("/") if prefix else []
    if not is_address(text) or not bucket or any(part in ("", ".", "..") for part in parts):
        raise LocationError(
            f"{text} is neither a folder nor a place in a bucket of S3",
            "Name a folder or s3://bucket/prefix with --lake",
        )
    return Location("/".join((f"{ADDRESS_START}{bucket}", *parts)))
