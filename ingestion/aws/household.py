"""The household's rules where a function finds them: in a bucket, kept while they do not change."""

import tempfile
from functools import lru_cache
from pathlib import Path, PurePosixPath

from households import Household, load_household
from ingestion.storage.bucket_access import as_file_errors, bucket_and_prefix, client, is_address

# What decides how a content is read; rules and corrections only count from silver on.
_READ = ("household.yml", "profiles/*.yml")


def household_at(place: str) -> Household:
    """Return the household of a folder or an address, the defaults where nothing lies there.

    Raises: HouseholdError; OSError where the bucket cannot be read.
    """
    if not is_address(place):
        return load_household(Path(place))
    found = _listed(place)
    return _downloaded(place, found) if found else load_household(None)


def _listed(place: str) -> tuple[tuple[str, str], ...]:
    """Return name and etag of what is read there."""
    bucket, prefix = bucket_and_prefix(place)
    start = f"{prefix}/" if prefix else ""
    pages = client().get_paginator("list_objects_v2").paginate(Bucket=bucket, Prefix=start)
    with as_file_errors(place):
        stated = [(one["Key"], one["ETag"]) for page in pages for one in page.get("Contents", ())]
    names = [(key.removeprefix(start), etag) for key, etag in stated]
    return tuple((name, etag) for name, etag in names if _is_read(name))


def _is_read(name: str) -> bool:
    # Matched as a whole path: a name that begins with / or climbs is none of these.
    return any(PurePosixPath(f"/{name}").match(f"/{pattern}") for pattern in _READ)


@lru_cache(maxsize=1)
def _downloaded(place: str, found: tuple[tuple[str, str], ...]) -> Household:
    bucket, prefix = bucket_and_prefix(place)
    folder = Path(tempfile.mkdtemp(prefix="daybook-household-"))
    for name, _ in found:
        file = folder / name
        file.parent.mkdir(exist_ok=True)
        with as_file_errors(place):
            client().download_file(bucket, f"{prefix}/{name}" if prefix else name, str(file))
    return load_household(folder)
