"""What a table's log says of its last commit, read without reading the log."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from dbt.adapters.lake.places import Place

# Larger tables are told apart by their commits alone: to hash their rows would take too long.
MOST_BYTES = 8_000_000


@dataclass(frozen=True)
class Commit:
    """The last commit of a table; `mark` is like that of no other commit of any table."""

    version: int
    mark: str
    text: bytes

    @property
    def actions(self) -> list[dict[str, Any]]:
        """Return what the commit does."""
        return [json.loads(line) for line in self.text.splitlines() if line.strip()]


def last_commit(place: Place, location: str) -> Commit | None:
    """Return the last commit of the Delta table in a folder; None where it holds none."""
    versions = [name for name in place.files(f"{location}/_delta_log") if _is_commit(name)]
    return read_commit(place, location, int(max(versions)[:20])) if versions else None


def read_commit(place: Place, location: str, version: int) -> Commit:
    """Return one commit of a table."""
    text = place.read_bytes(f"{location}/_delta_log/{version:020}.json")
    return Commit(version, f"{version} {hashlib.sha256(text).hexdigest()}", text)


def is_next(place: Place, location: str, before: Commit | None, last: Commit) -> bool:
    """Say whether nobody else can have written between a commit and the last one.

    before: the last one before a table was filled, None where it was not there. Filling it takes
    one commit, or two where the table was made anew for it.
    """
    version = before.version if before else -1
    steps = last.version - version
    return steps == 1 or (
        steps == 2
        and any("metaData" in one for one in read_commit(place, location, version + 1).actions)
    )


def rows_mark(place: Place, location: str, commit: Commit) -> str | None:
    """Hash the rows that a commit gave a table, whatever their order; None where there are many.

    Rows that cannot be put in order give another hash in another order.
    """
    added = [one["add"] for one in commit.actions if "add" in one]
    if any(one["partitionValues"] for one in added) or _count_bytes(added) > MOST_BYTES:
        return None
    parts = [
        pq.read_table(
            pa.BufferReader(place.read_bytes(f"{location}/{unquote(one['path'])}")),
            use_threads=False,
        )
        for one in added
    ]
    return _hash(pa.concat_tables(parts)) if parts else None


def _count_bytes(added: list[dict[str, Any]]) -> int:
    return sum(one["size"] for one in added)


def _hash(rows: pa.Table) -> str:
    sortable = [
        (field.name, "ascending") for field in rows.schema if not pa.types.is_nested(field.type)
    ]
    ordered = rows.take(pc.sort_indices(rows, sortable)) if sortable else rows
    # Whether a column may be null changes no row.
    schema = pa.schema([pa.field(field.name, field.type) for field in rows.schema])
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, schema) as stream:
        stream.write_table(ordered.replace_schema_metadata().cast(schema).combine_chunks())
    return hashlib.sha256(sink.getvalue()).hexdigest()


def _is_commit(name: str) -> bool:
    return name.endswith(".json") and name[:-5].isdigit() and len(name) == 25
