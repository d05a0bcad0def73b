"""The objects of an intake bucket that the lake knows nothing of, because no event came."""

from collections.abc import Iterator
from typing import Any

from ingestion.contents import SourceObject
from ingestion.lake import Lake
from ingestion.layout import OCCURRENCES, occurrence_key
from ingestion.storage.bucket_access import as_file_errors, client

_UNVERSIONED = "null"


def missed_objects(lake: Lake, intake: str | None) -> Iterator[SourceObject]:
    """Yield the versions of a bucket's objects that were never delivered, by names alone."""
    if intake is None:
        return
    known = {_place(key) for key in lake.storage.walk(OCCURRENCES)}
    for stated in _versions(intake):
        found = _source_object(intake, stated)
        if _place(occurrence_key("", intake, found.key, found.version_id)) not in known:
            yield found


def _place(key: str) -> str:
    """Return the part of an occurrence's name that its place alone decides."""
    return key.rpartition("/")[2]


def _versions(bucket: str) -> Iterator[dict[str, Any]]:
    pages = client().get_paginator("list_object_versions").paginate(Bucket=bucket)
    with as_file_errors(bucket):
        for page in pages:
            yield from page.get("Versions", ())


def _source_object(bucket: str, stated: dict[str, Any]) -> SourceObject:
    version = stated["VersionId"]
    return SourceObject(
        bucket=bucket,
        key=stated["Key"],
        version_id=None if version == _UNVERSIONED else version,
        etag=stated["ETag"].strip('"'),
        size=stated["Size"],
        event_time=stated["LastModified"].isoformat(),
        region=client().meta.region_name,
    )
