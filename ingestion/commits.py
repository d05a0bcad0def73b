"""The commit of a decode: the one object that says which records of a content count."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

from ingestion.contents import Claim
from ingestion.decoders.base import Decoder
from ingestion.lake import Lake, encoded
from ingestion.layout import DECODES, decode_key

UNRECOGNISED = "unrecognised"


@dataclass(frozen=True)
class Commit:
    """State what a decode gave; `months` maps tables to months to counts of records.

    `document` is set for the household's own files: of these the last commit of a name counts.
    """

    content_id: str
    decode_id: str
    decoder: str
    decoder_version: int
    source: str
    state: str
    committed_at: str
    context_id: str
    reason: str | None = None
    message: str | None = None
    document: str | None = None
    months: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    objects: tuple[str, ...] = ()
    count_records: int = 0
    count_rejects: int = 0
    coverage_started_at: str | None = None
    coverage_ended_at: str | None = None
    source_version: str | None = None

    @property
    def key(self) -> str:
        """Return where the commit lies."""
        return decode_key(self.content_id, self.decoder, self.decoder_version, self.decode_id)

    @cached_property
    def encoded(self) -> bytes:
        """Return what the lake stores of it."""
        return encoded(asdict(self))

    def says_the_same(self, other: "Commit") -> bool:
        """Tell whether another commit says the same of the same decode, whenever it was made."""
        moved = replace(self, committed_at=other.committed_at, context_id=other.context_id)
        return moved == other


def decode_id_of(decoder: Decoder | None, source: str) -> str:
    """Return the short hash that tells decodes of one content apart."""
    named = (decoder.name, decoder.version, decoder.options) if decoder else (UNRECOGNISED, 0, {})
    said = json.dumps([*named, source], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:12]


def blank_commit(
    claim: Claim, decoder: Decoder | None, source: str, context_id: str, committed_at: str
) -> Commit:
    """Begin the commit of a decode; without a decoder it will be a refusal."""
    return Commit(
        content_id=claim.content_id,
        decode_id=decode_id_of(decoder, source),
        decoder=decoder.name if decoder else UNRECOGNISED,
        decoder_version=decoder.version if decoder else 0,
        source=source,
        state="decoded",
        committed_at=committed_at,
        context_id=context_id,
        document=decoder.options.get("document") if decoder else None,
    )


def read_commits(lake: Lake, content_id: str) -> list[Commit]:
    """Return all commits of a content, the one that counts last."""
    folder = f"{DECODES}/{content_id}"
    texts = (lake.storage.read(f"{folder}/{name}") for name in lake.storage.names(folder))
    commits = [commit_from(json.loads(text)) for text in texts if text is not None]
    return sorted(commits, key=lambda commit: commit.committed_at)


def commit_from(document: Mapping[str, Any]) -> Commit:
    """Build a commit from its JSON."""
    return Commit(**{**document, "objects": tuple(document["objects"])})


def write_commit(lake: Lake, commit: Commit, former: Iterable[Commit]) -> bool:
    """Put a commit into the lake; tell whether this process was the one that did.

    Objects that a former commit of the same decode names and this one does not are taken away.
    """
    data = commit.encoded
    same = [old for old in former if old.key == commit.key]
    if not same:
        return lake.storage.create(commit.key, data)
    lake.storage.replace(commit.key, data)
    for key in {key for old in same for key in old.objects} - set(commit.objects):
        lake.storage.remove(key)
    return True
