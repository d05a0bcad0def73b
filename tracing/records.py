"""The records of files that rows came from, and the files themselves with their sidecars."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dbt.adapters.lake.paths import literal
from ingestion.layout import sidecar_key
from tracing.following import ROOT, TracedTable
from tracing.graph import RECORD_COLUMNS, TraceGraph
from tracing.session import LakeReader

if TYPE_CHECKING:
    import pyarrow as pa

    from ingestion.storage.locations import Location

FILES = "bronze_operations__files"
# So many contents, or numbers, are named in a question; more are picked from its answer.
_MOST_NAMED = 500


@dataclass(frozen=True)
class RawFile:
    """A landed file; `count_rows` is how many of the traced rows came from it.

    raw_path, sidecar_path: relative to the lake; empty where the lake does not know the content.
    """

    content_id: str
    source: str
    source_key: str
    raw_path: str
    state: str
    count_rows: int
    root: int

    @property
    def sidecar_path(self) -> str:
        """Return where its sidecar lies."""
        return sidecar_key(self.raw_path) if self.raw_path else ""


def records_of(
    reader: LakeReader, graph: TraceGraph, rows_of: Mapping[str, "pa.Table"]
) -> dict[str, list[dict[str, Any]]]:
    """Return the bronze records that rows of tables name, by table, each with its own as `_table`.

    rows_of: rows of tables that keep records. A record is known by its content, its number and its
    member; the tables of one file count apart, so that a number can be of several of them.
    """
    named = {table: _keys_of(rows) for table, rows in rows_of.items()}
    all_named = set().union(*named.values())
    found: dict[str, list[dict[str, Any]]] = {table: [] for table in rows_of}
    for records in sorted({one for table in rows_of for one in graph.record_tables(table)}):
        answer = reader.rows(_question(reader.attach(records), all_named)).to_pylist()
        for table, keys in named.items():
            if records in graph.record_tables(table):
                # Which member of an archive a record was in is told by few tables.
                key = _record_key if "_member" in rows_of[table].column_names else _number_key
                found[table] += [{"_table": records, **row} for row in answer if key(row) in keys]
    for one in found.values():
        one.sort(key=_record_key)
    return found


def text_of(record: Mapping[str, Any]) -> str:
    """Return a record as it came; of formats that are no lines, its values by name."""
    raw = " ".join(str(record["_raw_record"] or "").split())
    named = (
        f"{name}={value}"
        for name, value in record.items()
        if value not in (None, "") and not name.startswith("_") and name != "event_month"
    )
    return raw or " ".join(named)


def _keys_of(rows: "pa.Table") -> set[tuple[Any, ...]]:
    key = _record_key if "_member" in rows.column_names else _number_key
    names = [name for name in (*RECORD_COLUMNS, "_member") if name in rows.column_names]
    return {key(row) for row in rows.select(names).to_pylist() if row["_content_id"]}


def sidecar_of(lake: "Location", file: RawFile) -> dict[str, Any] | None:
    """Return what the sidecar of a file says; None where there is none."""
    text = lake.storage.read(file.sidecar_path) if file.raw_path else None
    return json.loads(text) if text else None


def files_of(reader: LakeReader, tables: Sequence[TracedTable]) -> list[RawFile]:
    """Return the files from which traced rows came, those with most rows first in each root."""
    counts: Counter[tuple[int, str]] = Counter()
    for table in tables:
        column = next(
            (c for c in ("_content_id", "content_id") if c in table.rows.column_names), ""
        )
        if column:
            pairs = table.rows.select([ROOT, column]).to_pylist()
            counts.update((pair[ROOT], pair[column]) for pair in pairs if pair[column])
    known = _known_files(reader, {content for _, content in counts})
    files = [
        RawFile(content_id=content, count_rows=count, root=root, **_places(known.get(content, {})))
        for (root, content), count in counts.items()
    ]
    return sorted(files, key=lambda file: (file.root, -file.count_rows, file.raw_path))


_FILE_COLUMNS = ("source", "source_key", "raw_path", "state")


def _places(known: Mapping[str, Any]) -> dict[str, str]:
    return {name: known.get(name) or "" for name in _FILE_COLUMNS}


def _known_files(reader: LakeReader, contents: set[str]) -> dict[str, dict[str, Any]]:
    table = reader.attach(FILES)
    rows = reader.rows(f"select content_id, {', '.join(_FILE_COLUMNS)} from {table}").to_pylist()
    return {row["content_id"]: row for row in rows if row["content_id"] in contents}


def _question(table: str, named: Set[tuple[Any, ...]]) -> str:
    """Return the query for all records that may be named: those are picked from its answer."""
    contents = sorted({content for content, *_ in named})
    numbers = sorted({number for _, number, *_ in named})
    conditions = [
        f"{column} in ({', '.join(map(literal, map(str, values)))})"
        for column, values in zip(RECORD_COLUMNS, (contents, numbers), strict=True)
        if len(values) <= _MOST_NAMED
    ]
    return f"select * from {table} where {' and '.join(conditions) or 'true'}"


def _record_key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["_content_id"], row["_record_number"] or 0, row["_member"] or ""


def _number_key(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return row["_content_id"], row["_record_number"] or 0
