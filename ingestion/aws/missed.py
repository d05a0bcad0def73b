"""The objects of an intake bucket that the lake knows nothing of, because no event came."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import cached_property, partial
from typing import Any

from ingestion.contents import Occurrence, SourceObject, read_occurrences
from ingestion.lake import Lake
from ingestion.layout import OCCURRENCES, occurrence_key
from ingestion.storage.bucket_access import as_file_errors, client

# What S3 calls the version of an object in a bucket that keeps none.
_UNVERSIONED = "null"
_THREADS = 16


def sources_of(intake: str | None) -> list[str]:
    """Return the first folders of a bucket's keys; an empty name stands for keys without one."""
    if intake is None:
        return []
    found = set()
    pages = client().get_paginator("list_objects_v2").paginate(Bucket=intake, Delimiter="/")
    with as_file_errors(intake):
        for page in pages:
            found |= {one["Prefix"].removesuffix("/") for one in page.get("CommonPrefixes", ())}
            found |= {"" for _ in page.get("Contents", ())}
    return sorted(found)


def missed_objects(
    lake: Lake, intake: str | None, source: str | None = None
) -> Iterator[SourceObject]:
    """Yield the versions of a bucket's objects that were never delivered, of one source if named.

    source: as `sources_of` names it.
    """
    if intake is None:
        return
    deliveries = _Deliveries(lake, intake)
    for stated in _versions(intake, source):
        found = _source_object(intake, stated)
        is_known = (
            deliveries.has_etag(found, is_present=stated["IsLatest"])
            if stated["VersionId"] == _UNVERSIONED
            else deliveries.has_version(found)
        )
        if not is_known:
            yield found


class _Deliveries:
    """What was delivered from a bucket: versions by the names of their notes alone.

    Without versions the notes are read: their names hold what only an event tells.
    """

    def __init__(self, lake: Lake, bucket: str) -> None:
        self._lake = lake
        self._bucket = bucket
        self._places = {_place(key) for key in lake.storage.walk(OCCURRENCES)}

    def has_version(self, found: SourceObject) -> bool:
        """Tell whether this version was delivered."""
        key = occurrence_key("", self._bucket, found.key, found.version_id)
        return _place(key) in self._places

    def has_etag(self, found: SourceObject, *, is_present: bool) -> bool:
        """Tell whether these bytes were delivered; what is present must have come last."""
        etags = self._etags.get(found.key, [])
        return found.etag in (etags[-1:] if is_present else etags)

    @cached_property
    def _etags(self) -> dict[str, list[str | None]]:
        """Return the etags that were delivered of each key, in the order of their events."""
        contents = self._lake.storage.names(OCCURRENCES)
        with ThreadPoolExecutor(_THREADS) as pool:
            noted = list(pool.map(partial(read_occurrences, self._lake), contents))
        etags: dict[str, list[str | None]] = {}
        for one in sorted((one for found in noted for one in found), key=_happened_at):
            if one.origin is not None and one.origin.bucket == self._bucket:
                etags.setdefault(one.origin.key, []).append(one.origin.etag)
        return etags


def _happened_at(occurrence: Occurrence) -> datetime:
    stated = occurrence.origin.event_time if occurrence.origin else None
    try:
        moment = datetime.fromisoformat(stated or "")
    except ValueError:
        # What an event states, anyone may have written.
        moment = datetime.fromisoformat(occurrence.delivered_at)
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _place(key: str) -> str:
    """Return the part of an occurrence's name that its place alone decides."""
    return key.rpartition("/")[2]


def _versions(bucket: str, source: str | None) -> Iterator[dict[str, Any]]:
    which = {} if source is None else {"Prefix": f"{source}/"} if source else {"Delimiter": "/"}
    pages = client().get_paginator("list_object_versions").paginate(Bucket=bucket, **which)
    with as_file_errors(bucket):
        for page in pages:
            yield from page.get("Versions", ())


def _source_object(bucket: str, stated: dict[str, Any]) -> SourceObject:
    version = stated["VersionId"]
    return SourceObject(
        bucket=bucket,
        key=stated["Key"],
        version_id=None if version == _UNVERSIONED and stated["IsLatest"] else version,
        etag=stated["ETag"].strip('"'),
        size=stated["Size"],
        event_time=stated["LastModified"].isoformat(),
        region=client().meta.region_name,
    )
