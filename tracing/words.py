"""A trace as lines for a terminal, and as one JSON object for other tools."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from tracing.following import ROOT, TracedTable
from tracing.graph import TracedModel
from tracing.records import RawFile, sidecar_of, text_of
from tracing.tracer import Trace, Tracer

if TYPE_CHECKING:
    import pyarrow as pa

FORMAT_VERSION = 1
# Cells of a row that are shown in one line.
_WIDTH = 110


def lines_of(tracer: Tracer, trace: Trace, limit: int | None) -> Iterator[str]:
    """Lay a trace of one row out: the row, what each table gives to it, records and files.

    limit: how many rows of each table are shown; None for all.
    """
    shown = _shown(trace, limit)
    records = tracer.records(shown)
    for table in trace.tables:
        yield ""
        margin = "  " * _depth(trace, table.name)
        lines = _table_lines(tracer.graph[table.name], table, shown[table.name])
        yield from (margin + line for line in lines)
        yield from (f"{margin}    {_record(record)}" for record in records.get(table.name, ()))
    yield from _file_lines(trace.files, limit)


def _shown(trace: Trace, limit: int | None) -> dict[str, "pa.Table"]:
    return {table.name: table.rows.drop_columns([ROOT]).slice(0, limit) for table in trace.tables}


def _table_lines(model: TracedModel, table: TracedTable, shown: "pa.Table") -> Iterator[str]:
    yield f"{model.schema}.{table.name}: {rows_in_words(table.rows.num_rows)}"
    for child, way in table.ways_of_root(0):
        yield f"  for {child}: {way}"
    yield from (f"  {_row(model, row)}" for row in shown.to_pylist())
    if shown.num_rows < table.rows.num_rows:
        yield f"  ... {table.rows.num_rows - shown.num_rows:,} more (--all shows them)"


def document_of(tracer: Tracer, trace: Trace, limit: int | None) -> dict[str, Any]:
    """Return a trace of one row as plain values: texts, numbers, lists."""
    shown = _shown(trace, limit)
    records = tracer.records(shown)
    return {
        "format_version": FORMAT_VERSION,
        "as_of": tracer.publication.as_of,
        "run_id": tracer.publication.run_id,
        "table": trace.model.name,
        "tables": [
            _table(tracer.graph[table.name], table)
            | {
                "rows": plain(shown[table.name].to_pylist()),
                "records": plain(records.get(table.name, [])),
            }
            for table in trace.tables
        ],
        "files": [
            _file(file) | {"sidecar": sidecar_of(tracer.lake, file) if is_shown else None}
            for file, is_shown in _with_shown(trace.files, limit)
        ],
    }


def plain(value: Any) -> Any:
    """Return a value as JSON can hold it; money stays a text of its digits."""
    if isinstance(value, Decimal | date | datetime):
        return value.isoformat() if not isinstance(value, Decimal) else str(value)
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    return value


def _with_shown(files: Sequence[RawFile], limit: int | None) -> Iterator[tuple[RawFile, bool]]:
    return ((file, limit is None or place < limit) for place, file in enumerate(files))


def _file(file: RawFile) -> dict[str, Any]:
    return {
        "content_id": file.content_id,
        "source": file.source,
        "source_key": file.source_key,
        "raw_path": file.raw_path,
        "sidecar_path": file.sidecar_path,
        "state": file.state,
        "count_rows": file.count_rows,
    }


def _table(model: TracedModel, table: TracedTable) -> dict[str, Any]:
    return {
        "table": table.name,
        "layer": model.layer,
        "key": list(model.keys),
        "read_by": [
            {"table": child, "where": way.where, "ends": way.ends}
            for child, way in table.ways_of_root(0)
        ],
        "count_rows": table.rows.num_rows,
    }


def _depth(trace: Trace, name: str) -> int:
    tables = {table.name: table for table in trace.tables}
    depth = 0
    while tables[name].read_by:
        name = tables[name].ways_of_root(0)[0][0]
        depth += 1
    return depth


def rows_in_words(count: int) -> str:
    """Return how many rows there are, in words."""
    return "1 row" if count == 1 else f"{count:,} rows"


def _row(model: TracedModel, row: Mapping[str, Any]) -> str:
    order = (*model.keys, *(column for column in row if column not in model.keys))
    shown = [column for column in order if not column.startswith("_") and row[column] is not None]
    return _short(" ".join(f"{column}={_cell(row[column])}" for column in shown))


def _short(text: str) -> str:
    return text if len(text) <= _WIDTH else f"{text[: _WIDTH - 3]}..."


def _cell(value: Any) -> str:
    return str(plain(value))


def _record(record: Mapping[str, Any]) -> str:
    member = f" of {record['_member']}" if record["_member"] else ""
    line = f", line {record['_line_number']}" if record["_line_number"] else ""
    text = _short(text_of(record))
    return (
        f"{record['_table']} {record['_content_id'][:16]}{member} "
        f"record {record['_record_number']}{line}: {text}"
    )


def _file_lines(files: Sequence[RawFile], limit: int | None) -> Iterator[str]:
    yield ""
    yield "1 file" if len(files) == 1 else f"{len(files):,} files"
    for file in files[:limit]:
        yield f"  {file.raw_path or 'not in this lake'} ({rows_in_words(file.count_rows)})"
        yield f"    content {file.content_id}, came as {file.source_key} from {file.source}"
        yield f"    sidecar {file.sidecar_path}"
    if limit is not None and len(files) > limit:
        yield f"  ... {len(files) - limit} more (--all shows them)"
