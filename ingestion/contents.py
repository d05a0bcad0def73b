"""What the lake notes of a content before it is decoded: claim, sidecar, occurrences."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from ingestion.lake import Lake, encoded
from ingestion.layout import OCCURRENCES, claim_key, occurrence_key, sidecar_key


@dataclass(frozen=True)
class SourceObject:
    """Name one version of an object in an intake bucket, with what its event says of it.

    `size` is in bytes, `event_time` as the event states it; None is what was not stated.
    """

    bucket: str
    key: str
    version_id: str | None = None
    etag: str | None = None
    size: int | None = None
    sequencer: str | None = None
    event_time: str | None = None
    region: str | None = None

    @property
    def address(self) -> str:
        """Return where it lies, for people."""
        # An event may name what no key can be.
        return f"s3://{self.bucket}/{self.key}".encode(errors="backslashreplace").decode()

    @property
    def source_version(self) -> str | None:
        """Return what orders versions of one key: the sequencer, of one length so that text sorts.

        Source: Amazon S3 user guide, event message structure: hexadecimal, right-aligned.
        """
        return self.sequencer and f"s3:{self.sequencer.lower():0>64}"


@dataclass(frozen=True)
class Claim:
    """Fix where a content lies and when it came; made once, before its bytes."""

    content_id: str
    source: str
    source_key: str
    ingestion_date: str
    ingestion_timestamp: int
    file_size_bytes: int
    raw_path: str
    origin: SourceObject | None = None

    @cached_property
    def note(self) -> tuple[str, bytes]:
        """Return the key and the bytes of its object."""
        return claim_key(self.content_id), encoded(asdict(self))

    @cached_property
    def sidecar_note(self) -> tuple[str, bytes]:
        """Return the key and the bytes of the sidecar."""
        return sidecar_key(self.raw_path), encoded(self.sidecar())

    def sidecar(self) -> dict[str, Any]:
        """Return what stands beside the raw object; a local folder states no version or event."""
        origin = self.origin or SourceObject(self.source, self.source_key)
        return {
            "source_bucket": origin.bucket,
            "source_key": self.source_key,
            "ingestion_timestamp": self.ingestion_timestamp,
            "ingestion_date": self.ingestion_date,
            "file_size_bytes": self.file_size_bytes,
            "aws_region": origin.region,
            "content_id": self.content_id,
            "source_version_id": origin.version_id,
            "etag": origin.etag,
            "event_time": origin.event_time,
            "sequencer": origin.sequencer,
        }


@dataclass(frozen=True)
class Fingerprint:
    """Hold what tells an untouched local file from a changed one."""

    size: int
    mtime_ns: int
    ctime_ns: int
    inode: int


@dataclass(frozen=True)
class Occurrence:
    """Note one delivery.

    `source` is None where neither a folder nor an option named it. `document` is set for the
    household's own files; each of their deliveries that changed what counts is noted.
    """

    content_id: str
    source: str | None
    source_key: str
    delivered_at: str
    path: str
    fingerprint: Fingerprint | None
    document: str | None = None
    origin: SourceObject | None = None

    @cached_property
    def note(self) -> tuple[str, bytes]:
        """Return the key and the bytes of its object: one for each place that a content came from.

        Each delivery of the household's own files has one, and each version of a bucket's object.
        """
        version = self.delivered_at if self.document else None
        bucket, origin = self.source or "", self.origin
        if origin is not None:
            bucket, version = origin.bucket, origin.version_id or origin.sequencer
        key = occurrence_key(self.content_id, bucket, self.source_key, version)
        return key, encoded(asdict(self))


def make_claim(lake: Lake, claim: Claim) -> Claim:
    """Claim a content, or return the claim that an earlier landing made."""
    if lake.storage.create(*claim.note):
        return claim
    existing = read_claim(lake, claim.content_id)
    return claim if existing is None else existing


def read_claim(lake: Lake, content_id: str) -> Claim | None:
    """Return the claim of a content, None where there is none."""
    text = lake.storage.read(claim_key(content_id))
    return None if text is None else Claim(**_with_origin(json.loads(text)))


def write_sidecar(lake: Lake, claim: Claim) -> bool:
    """Write the sidecar, once; tell whether it was missing."""
    return lake.storage.create(*claim.sidecar_note)


def write_occurrence(lake: Lake, occurrence: Occurrence) -> bool:
    """Note a delivery, once for each place that a content came from; tell a new one."""
    return lake.storage.create(*occurrence.note)


def prepare_notes(lake: Lake, claim: Claim, file: Path, occurrence: Occurrence | None) -> None:
    """Let the disk take what a new content needs at once: its bytes and its notes."""
    notes = [claim.note, claim.sidecar_note, *([occurrence.note] if occurrence else [])]
    lake.storage.prepare({claim.raw_path: file, **dict(notes)}, unless=claim_key(claim.content_id))


def read_occurrences(lake: Lake, content_id: str) -> list[Occurrence]:
    """Return all deliveries of a content."""
    folder = f"{OCCURRENCES}/{content_id}"
    texts = (lake.storage.read(f"{folder}/{name}") for name in lake.storage.names(folder))
    return [_occurrence(json.loads(text)) for text in texts if text is not None]


def source_version_of(deliveries: Iterable[Occurrence]) -> str | None:
    """Return the highest version that deliveries from buckets state, None where there is none."""
    versions = (one.origin.source_version for one in deliveries if one.origin)
    return max(filter(None, versions), default=None)


def _occurrence(document: dict[str, Any]) -> Occurrence:
    fingerprint = document["fingerprint"]
    said = {**document, "fingerprint": Fingerprint(**fingerprint) if fingerprint else None}
    return Occurrence(**_with_origin(said))


def _with_origin(said: dict[str, Any]) -> dict[str, Any]:
    """Return what a claim or a delivery says; those of earlier versions know no buckets."""
    origin = said.get("origin")
    return {**said, "origin": SourceObject(**origin) if origin else None}
