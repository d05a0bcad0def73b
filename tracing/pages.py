"""One page for each number of the morning: what it is made of, down to lines of files."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from portal.frame import Frame, frame_of
from portal.links import trace_path
from portal.templates import environment
from runner.publication import Publication
from runner.settings import Settings
from tracing.following import ROOT, TracedTable
from tracing.graph import RECORD_COLUMNS, TracedModel, read_graph
from tracing.records import RawFile, text_of
from tracing.tracer import Trace, Tracer
from tracing.words import plain, rows_in_words

TABLE = "morning_brief"
# Rows of each table on a page; the command shows all of them.
SHOWN_ROWS = 5
SHOWN_FILES = 50
# From the folder of a trace to that of the site.
_ROOT_OF_SITE = "../../"
_TEMPLATES = Path(__file__).resolve().parent / "templates"

Records = Mapping[tuple[str, int], Sequence[Mapping[str, Any]]]


@dataclass(frozen=True)
class Step:
    """What a page shows of one table."""

    table: str
    schema: str
    description: str
    column: str
    trust: Mapping[str, str] | None
    ways: Sequence[tuple[str, str]]
    count: str
    hidden: int
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    records: Sequence[Mapping[str, Any]]


def write_traces(
    settings: Settings,
    publication: Publication | None,
    document: Mapping[str, Any] | None,
    draft: Path,
) -> list[Path]:
    """Write a page for each tile of the morning into the site's folder; return their paths.

    document: the catalog document, which says how far each table can be trusted.
    """
    if publication is None:
        return []
    graph = read_graph(settings.work_folder / "target")
    if not graph.has_ways:
        return []
    tracer = Tracer(settings, publication, graph)
    try:
        tiles = tracer.reader.rows(f"select * from {tracer.reader.attach(TABLE)}")
        trace = tracer.trace(tracer.model(TABLE), tiles)
        records = _records_of_all(tracer, trace, tiles.num_rows)
    finally:
        tracer.reader.close()
    template = environment(_TEMPLATES).get_template("trace.html")
    frame = frame_of(settings, publication, document)
    trust = _trust_of(document)
    paths = []
    for root, (tile, files) in enumerate(zip(tiles.to_pylist(), _files(trace), strict=True)):
        steps = list(_steps(tracer, trace, root, records, trust))
        page = template.render(frame=frame, **_page(frame, tile, steps, files))
        paths.append(draft / trace_path(TABLE, {"tile_id": tile["tile_id"]}))
        paths[-1].parent.mkdir(parents=True, exist_ok=True)
        paths[-1].write_text(page, "utf-8")
    return paths


def _page(
    frame: Frame, tile: Mapping[str, Any], steps: Sequence[Step], files: Sequence[RawFile]
) -> dict[str, Any]:
    """Return what the page of one tile shows."""
    shown = files[:SHOWN_FILES]
    return {
        "root": _ROOT_OF_SITE,
        "page": "trace",
        "table": TABLE,
        "tile": tile,
        "title": tile["title"],
        "text": frame.formats.quantity(tile["value"], tile["unit"]),
        "steps": steps,
        "files": shown,
        "files_count": f"{len(files):,} file" + ("s" if len(files) != 1 else ""),
        "files_hidden": len(files) - len(shown),
    }


def _steps(
    tracer: Tracer,
    trace: Trace,
    root: int,
    records: Records,
    trust: Mapping[str, Mapping[str, str]],
) -> Iterator[Step]:
    parts = {table.name: table.of_root(root) for table in trace.tables}
    for table in trace.tables[1:]:
        rows = parts[table.name]
        if rows.num_rows:
            model = tracer.graph[table.name]
            shown = rows.slice(0, SHOWN_ROWS).to_pylist()
            columns = _columns(model, shown)
            yield Step(
                table=table.name,
                schema=model.schema,
                description=model.description,
                column=next((one for one in columns if one not in model.keys), ""),
                trust=trust.get(model.unique_id),
                ways=[(child, str(way)) for child, way in table.ways_of_root(root)],
                count=rows_in_words(rows.num_rows),
                hidden=rows.num_rows - len(shown),
                columns=columns,
                rows=[[_cell(row[column]) for column in columns] for row in shown],
                records=records.get((table.name, root), ()),
            )


def _columns(model: TracedModel, rows: Sequence[Mapping[str, Any]]) -> list[str]:
    """Return the columns that say something, those of the key first."""
    told = [name for name in rows[0] if any(row[name] is not None for row in rows)]
    others = [name for name in told if name not in model.keys and not name.startswith("_")]
    return [*(key for key in model.keys if key in told), *others]


def _cell(value: Any) -> str:
    return "" if value is None else str(plain(value))


def _records_of_all(tracer: Tracer, trace: Trace, count_roots: int) -> Records:
    """Return the records of the rows that the pages show, by table and number of the root."""
    import pyarrow as pa

    shown = {
        table.name: [table.of_root(root).slice(0, SHOWN_ROWS) for root in range(count_roots)]
        for table in trace.tables
        if tracer.graph[table.name].keeps_records
    }
    found: dict[tuple[str, int], Sequence[Mapping[str, Any]]] = {}
    records = tracer.records({table: pa.concat_tables(rows) for table, rows in shown.items()})
    for table, of_table in records.items():
        for root, rows in enumerate(shown[table]):
            named = set(zip(*(rows[name].to_pylist() for name in RECORD_COLUMNS), strict=True))
            found[table, root] = [
                record | {"text": text_of(record)}
                for record in of_table
                if (record["_content_id"], record["_record_number"]) in named
            ]
    return found


def _files(trace: Trace) -> Iterator[list[RawFile]]:
    by_root = defaultdict(list)
    for file in trace.files:
        by_root[file.root].append(file)
    first: TracedTable = trace.tables[0]
    return (by_root[root] for root in first.rows[ROOT].to_pylist())


def _trust_of(document: Mapping[str, Any] | None) -> dict[str, dict[str, str]]:
    """Return the state of each table and the words for it: freshness, tests, quality."""
    return {
        name: {"state": table.get("state", "unknown"), "words": _words_of(table)}
        for name, table in (document or {}).get("tables", {}).items()
    }


def _words_of(table: Mapping[str, Any]) -> str:
    tests = table["tests"].values()
    passed = sum(test["status"] == "pass" for test in tests)
    score = table["quality"]["score_percent"]
    parts = [f"{passed} of {len(tests)} tests passed"] if tests else ["no tests of its own"]
    parts += [f"quality {score:g} %"] if score is not None else []
    parts += [table["freshness"]["state"]] if table["freshness"]["state"] != "unknown" else []
    return ", ".join([*parts, *table.get("state_reasons", ())])
