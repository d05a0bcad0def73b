"""Tombstones: the hashes of contents that the lake must not take in again."""

from ingestion.clock import iso
from ingestion.lake import Lake, encoded
from ingestion.layout import tombstone_key


def is_forgotten(lake: Lake, content_id: str) -> bool:
    """Tell whether a content was forgotten on request."""
    return lake.storage.size(tombstone_key(content_id)) is not None


def write_tombstone(lake: Lake, content_id: str) -> bool:
    """Refuse a content from now on; tell whether it was not refused before."""
    said = {"content_id": content_id, "forgotten_at": iso(lake.as_of)}
    return lake.storage.create(tombstone_key(content_id), encoded(said))


def lift_tombstone(lake: Lake, content_id: str) -> bool:
    """Let a content land again when it is offered; tell whether it was refused."""
    was_forgotten = is_forgotten(lake, content_id)
    lake.storage.remove(tombstone_key(content_id))
    return was_forgotten
