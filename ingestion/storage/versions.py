"""The versions of a bucket's objects: what holds them, and taking them away for good."""

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any

from ingestion.errors import ObjectLockedError
from ingestion.storage.bucket_access import as_file_errors, client

_LEGAL_HOLD = "its legal hold is lifted"
# A bucket answers one question slowly and many at once quickly.
_THREADS = 16


@dataclass(frozen=True)
class Version:
    """Name one version of an object, or the marker that it was deleted."""

    bucket: str
    key: str
    id: str
    is_marker: bool
    is_present: bool

    @property
    def place(self) -> dict[str, str]:
        """Return where it lies."""
        return {"Bucket": self.bucket, "Key": self.key, "VersionId": self.id}

    @property
    def shown(self) -> str:
        """Return its object's address for people."""
        return f"s3://{self.bucket}/{self.key}"


def versions_below(bucket: str, start: str) -> Iterator[Version]:
    """Yield every version of every object whose key starts so."""
    pages = client().get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=start)
    with as_file_errors(f"s3://{bucket}/{start}"):
        for page in pages:
            for kind in ("Versions", "DeleteMarkers"):
                is_marker = kind == "DeleteMarkers"
                for one in page.get(kind, ()):
                    yield Version(bucket, one["Key"], one["VersionId"], is_marker, one["IsLatest"])


def versions_of(bucket: str, key: str) -> list[Version]:
    """Return every version of one object."""
    return [one for one in versions_below(bucket, key) if one.key == key]


def require_free(versions: Iterable[Version]) -> None:
    """Check that nothing holds any of these versions.

    Raises: ObjectLockedError with the last date of all.
    """
    found = ((one.shown, _held_until(one)) for one in versions if not one.is_marker)
    held = [(until, shown) for shown, until in found if until is not None]
    if held:
        until, shown = max(held)
        raise ObjectLockedError(shown, until)


def erase(version: Version) -> None:
    """Take a version away for good.

    Raises: ObjectLockedError.
    """
    try:
        with as_file_errors(version.shown):
            client().delete_object(**version.place)
    except PermissionError:
        require_free([version])
        raise


def erase_former(bucket: str, start: str) -> None:
    """Take away for good what was overwritten or deleted below a prefix, where nothing holds it.

    Raises: ObjectLockedError with the last date of what is held, when all else is gone.
    """
    versions = list(versions_below(bucket, start))
    held = _erase_all(one for one in versions if not one.is_marker and not one.is_present)
    kept = {version.key for version, _ in held}
    # Last: without its marker, the version below it would be the present one.
    held += _erase_all(one for one in versions if one.is_marker and one.key not in kept)
    if held:
        raise max((error for _, error in held), key=lambda error: error.retain_until)


def _erase_all(versions: Iterable[Version]) -> list[tuple[Version, ObjectLockedError]]:
    """Return what is held, and until when."""
    with ThreadPoolExecutor(_THREADS) as pool:
        return [refused for refused in pool.map(_erased, versions) if refused is not None]


def _erased(version: Version) -> tuple[Version, ObjectLockedError] | None:
    try:
        erase(version)
    except ObjectLockedError as error:
        return version, error
    return None


def _held_until(version: Version) -> str | None:
    """Return until when a version is held, by the bucket's own clock; None where nothing holds it.

    Also None without the right to ask: then the refusal itself says more.
    """
    try:
        with as_file_errors(version.shown):
            said = client().head_object(**version.place)
    except OSError:
        return None
    if said.get("ObjectLockLegalHoldStatus") == "ON":
        return _LEGAL_HOLD
    until: Any = said.get("ObjectLockRetainUntilDate")
    now = parsedate_to_datetime(said["ResponseMetadata"]["HTTPHeaders"]["date"])
    return until.isoformat() if until is not None and until > now else None
