"""The records of files that rows came from, and the files themselves with their sidecars."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ingestion.layout import sidecar_key
from tracing.following import ROOT, TracedTable
from tracing.graph import TraceGraph
from tracing.session import LakeReader, literal

if TYPE_CHECKING:
    import pyarrow as pa

    from ingestion.storage.locations import Location

FILES = "bronze_operations__files"
# What a record shows of itself: where it stands in the file, and how it stands there.
_SHOWN = (
    "_content_id", "_record_number", "_member", "_line_number", "_raw_record", "_decode_id",
)  # fmt: skip
# More contents than these are joined instead of named: a question has its limits, too.
_MOST_NAMED = 200


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
    reader: LakeReader, graph: TraceGraph, table: str, rows: "pa.Table"
) -> list[dict[str, Any]]:
    """Return the bronze records that rows of a table name, each with its table as `_table`.

    A record is known by its content, its number and its member: the tables of one file count
    apart, so that a number can be of several tables.
    """
    if rows.num_rows == 0:
        return []
    # Which member of an archive a record was in is told by few tables.
    key = _record_key if "_member" in rows.column_names else _number_key
    named = {key(row) for row in rows.to_pylist() if row["_content_id"]}
    contents = sorted({content for content, *_ in named})
    found: list[dict[str, Any]] = []
    for records in graph.record_tables(table):
        question = _question(reader.attach(records), contents)
        answer = [row for row in reader.rows(question).to_pylist() if key(row) in named]
        found += [{"_table": records, **row} for row in answer]
    return sorted(found, key=lambda row: (_record_key(row), row["_table"]))


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


def _question(table: str, contents: Sequence[str]) -> str:
    columns = ", ".join(_SHOWN)
    if len(contents) > _MOST_NAMED:
        return f"select {columns} from {table}"
    return (
        f"select {columns} from {table} where _content_id in ({', '.join(map(literal, contents))})"
    )


def _record_key(row: dict[str, Any]) -> tuple[str, int, str]:
    return row["_content_id"], row["_record_number"] or 0, row["_member"] or ""


def _number_key(row: dict[str, Any]) -> tuple[str, int]:
    return row["_content_id"], row["_record_number"] or 0
