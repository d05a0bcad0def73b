"""Keep Delta tables small and quick: compaction, vacuum, shorter logs.

The published version of a table stays readable, whatever its age, and so does every version that
is younger than the time that is kept.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from ingestion.storage.locations import Location
from runner.tables import LAYERS, delta_tables, open_delta_table

if TYPE_CHECKING:
    from deltalake import DeltaTable

# A partition of so many small files is made one file: a month that was written in many pieces.
_FILES_OF_A_PARTITION = 4
_SMALL_BYTES = 32 << 20
# Below, reading the log takes no longer than reading a checkpoint of it.
_LOG_ENTRIES = 20
# Source: Delta's default of delta.logRetentionDuration, after which entries may go.
_LOG_DAYS = 30


@dataclass(frozen=True)
class TableUpkeep:
    """What was done to a table, or would be: counts, and the bytes that came free."""

    table: str
    count_compacted_files: int
    count_expired_files: int
    expired_bytes: int
    is_log_shortened: bool

    @property
    def is_anything(self) -> bool:
        """Tell whether there was anything to do."""
        return bool(self.count_compacted_files or self.count_expired_files or self.is_log_shortened)


def keep_tables(
    lake: Location, published: dict[str, int], keep_days: int, *, is_dry: bool
) -> Iterator[TableUpkeep]:
    """Yield what was done to each table; `published` has the versions of gold that must stay."""
    for layer in (*LAYERS, "reference"):
        for place in delta_tables(lake / layer):
            version = published.get(place.name) if layer == "gold" else None
            yield _kept(place, f"{layer}/{place.name}", version, keep_days, is_dry=is_dry)


def _kept(
    place: Location, name: str, published: int | None, keep_days: int, *, is_dry: bool
) -> TableUpkeep:
    count_compacted = _compact(place, is_dry=is_dry)
    expired = _expired_files(place, published, keep_days)
    storage = place.storage
    expired_bytes = sum(storage.size(file) or 0 for file in expired)
    if not is_dry:
        # Not by a vacuum that commits: two versions more each time, and nothing reads those.
        for file in expired:
            storage.remove(file)
    is_shortened = _shorten_log(place, published, keep_days, is_dry=is_dry)
    return TableUpkeep(name, count_compacted, len(expired), expired_bytes, is_shortened)


def _compact(place: Location, *, is_dry: bool) -> int:
    """Make partitions of many small files whole; return how many files were too many."""
    table = open_delta_table(place)
    small = Counter(
        str(PurePosixPath(add["path"]).parent)
        for add in _files(table)
        if add["size_bytes"] < _SMALL_BYTES
    )
    count = sum(found for found in small.values() if found >= _FILES_OF_A_PARTITION)
    if count and not is_dry:
        table.optimize.compact()
    return count


def _files(table: "DeltaTable") -> list[dict[str, Any]]:
    import pyarrow as pa

    files: list[dict[str, Any]] = pa.table(table.get_add_actions(flatten=True)).to_pylist()
    return files


def _expired_files(place: Location, published: int | None, keep_days: int) -> list[str]:
    """Return the files that no version which must stay readable names, as far as they are there."""
    table = open_delta_table(place)
    found = table.vacuum(
        retention_hours=keep_days * 24,
        dry_run=True,
        # The policy is this command's own; the default only guards against a slip of the pen.
        enforce_retention_duration=False,
        # Also files that no log names: those of writers that were killed.
        full=True,
        keep_versions=None if published is None else [published],
    )
    if not found:
        return []
    there = set(place.storage.walk(""))
    return sorted({unquote(file) for file in found} & there - _lately_removed(place, keep_days))


def _lately_removed(place: Location, keep_days: int) -> set[str]:
    """Return the files that belonged to the table until less than that many days ago.

    A checkpoint forgets after a week what was removed, and a vacuum by it takes such a file for one
    that never belonged to the table.
    """
    oldest = (time.time() - keep_days * 86_400) * 1000
    removed = set()
    for name in place.storage.names("_delta_log"):
        data = place.storage.read(f"_delta_log/{name}") if name.endswith(".json") else None
        for line in (data or b"").splitlines():
            action = json.loads(line).get("remove")
            if action and action.get("deletionTimestamp", 0) >= oldest:
                removed.add(unquote(action["path"]))
    return removed


def _shorten_log(place: Location, published: int | None, keep_days: int, *, is_dry: bool) -> bool:
    """Write a checkpoint, from which readers start, and take old entries before it away.

    Not beyond the published version: without its entries it could not be opened any more. Who
    keeps versions for longer than Delta keeps entries, keeps the entries, too.
    """
    table = open_delta_table(place, published)
    names = place.storage.names("_delta_log")
    last = max((name for name in names if ".checkpoint" in name), default="")
    entries = [name for name in names if name.endswith(".json") and name > last[:20]]
    if len(entries) < _LOG_ENTRIES or last[:20] >= f"{table.version():020}":
        return False
    if not is_dry:
        table.create_checkpoint()
        if keep_days <= _LOG_DAYS:
            table.cleanup_metadata()
    return True
