"""Trace rows of a published table: all that `daybook trace` and the site show of them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dbt.adapters.lake.paths import literal
from runner.errors import CommandError
from runner.publication import Publication, read_publication
from runner.settings import Settings
from tracing.following import TracedTable, follow
from tracing.graph import TracedModel, TraceGraph, read_graph
from tracing.recompute import Recomputation, is_kept, recompute
from tracing.records import RawFile, files_of, records_of
from tracing.session import LakeReader

if TYPE_CHECKING:
    import pyarrow as pa

# What is told of a key that fits several rows.
_MOST_KEYS = 10


@dataclass(frozen=True)
class Trace:
    """All that rows of one table are made of; a table comes after all that lead to it."""

    model: TracedModel
    tables: Sequence[TracedTable]
    files: Sequence[RawFile]


class Tracer:
    """Traces rows of one published state."""

    def __init__(self, settings: Settings, publication: Publication, graph: TraceGraph) -> None:
        self.lake = settings.lake
        self.publication = publication
        self.graph = graph
        self.reader = LakeReader(settings.lake, publication, graph)

    def model(self, table: str) -> TracedModel:
        """Return a table that can be traced.

        Raises:
            CommandError: there is none of that name, or it is not published.
        """
        model = self.graph.models.get(table)
        if model is None or model.layer not in ("gold", "silver"):
            known = ", ".join(one.name for one in self.graph.gold)
            raise CommandError(f"{table}: no table of this name. Trace one of: {known}.", 1)
        if model.layer == "gold" and table not in self.publication.tables:
            raise CommandError(f"{table} is not published yet. Run `daybook refresh` first.", 1)
        return model

    def find(self, model: TracedModel, key: Mapping[str, str]) -> "pa.Table":
        """Return the one row that has these values.

        Raises:
            CommandError: a column is unknown; no row fits, or several do.
        """
        columns = self.reader.columns(model.name)
        for column in key:
            if column not in columns:
                known = ", ".join(columns)
                raise CommandError(f"{model.name} has no column {column}. It has: {known}.", 1)
        conditions = [
            f"{column} <=> try_cast({literal(value)} as {columns[column]})"
            for column, value in key.items()
        ]
        view = self.reader.attach(model.name)
        rows = self.reader.rows(f"select * from {view} where {' and '.join(conditions)}")
        if rows.num_rows == 1:
            return rows
        raise CommandError(self._not_one(model, key, rows), 1)

    def trace(self, model: TracedModel, rows: "pa.Table") -> Trace:
        """Follow all ways of some rows of a table."""
        tables = follow(self.reader, self.graph, model.name, rows)
        return Trace(model, tables, files_of(self.reader, tables))

    def records(self, shown: Mapping[str, "pa.Table"]) -> Mapping[str, list[dict[str, Any]]]:
        """Return the bronze records of some rows of traced tables, by table."""
        kept = {name: rows for name, rows in shown.items() if self.graph[name].keeps_records}
        return records_of(self.reader, self.graph, kept)

    def check(self, model: TracedModel, row: "pa.Table") -> Recomputation | None:
        """Compute a row again from its traced rows; None where it keeps what was said once."""
        if is_kept(self.reader, model, row):
            return None
        return next(recompute(self.reader, self.graph, model, row))

    def _not_one(self, model: TracedModel, key: Mapping[str, str], rows: "pa.Table") -> str:
        said = " ".join(f"{column}={value}" for column, value in key.items())
        keys = model.keys or tuple(key)
        examples = rows if rows.num_rows else self._some_rows(model)
        listed = "\n".join(
            "  " + " ".join(f"{column}={row[column]}" for column in keys)
            for row in examples.slice(0, _MOST_KEYS).to_pylist()
        )
        if not examples.num_rows:
            return f"{model.name} is empty: the household has no source for it."
        if not rows.num_rows:
            return f"{model.name} has no row with {said}. Rows are, for example:\n{listed}"
        return f"{said} fits {rows.num_rows} rows of {model.name}. Say which one:\n{listed}"

    def _some_rows(self, model: TracedModel) -> "pa.Table":
        order = ", ".join(f"{column} desc" for column in model.keys) or "1"
        view = self.reader.attach(model.name)
        return self.reader.rows(f"select * from {view} order by {order} limit {_MOST_KEYS}")


@contextmanager
def open_tracer(settings: Settings) -> Iterator[Tracer]:
    """Open what is published, for the time of a command.

    Raises:
        CommandError: nothing is published, or the project's queries are not on this machine.
    """
    publication = read_publication(settings.lake)
    if publication is None:
        raise CommandError(
            f"{settings.lake}: nothing is published. Run `daybook refresh` first.", 1
        )
    graph = read_graph(settings.work_folder / "target")
    if not graph.has_ways:
        raise CommandError(
            "The last build is of a version without ways back. Run `daybook refresh --full` first."
        )
    tracer = Tracer(settings, publication, graph)
    try:
        yield tracer
    finally:
        tracer.reader.close()
