"""A session of the embedded engine that sees the published state of a lake, and writes nothing."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import TYPE_CHECKING, cast

from dbt.adapters.lake.paths import literal
from runner.publication import Publication
from tracing.graph import BRONZE, TracedModel, TraceGraph

if TYPE_CHECKING:
    import pyarrow as pa

    from ingestion.storage.locations import Location


class LakeReader:
    """Answers questions about the tables of a lake; gold is read at its published versions.

    No lock is taken: a build may go on beside it.
    """

    def __init__(self, lake: "Location", publication: Publication, graph: TraceGraph) -> None:
        from dbt.adapters.lake.server import new_session

        self._lake = lake
        self._publication = publication
        self._graph = graph
        self._spark = new_session()
        self._attached: set[str] = set()

    @property
    def as_of_date(self) -> date:
        """Return the household's local day of the published state."""
        day = f"to_date(from_utc_timestamp({literal(self._publication.as_of)}, time_zone)) as day"
        found = self.rows(f"select {day} from {self.attach('silver_household__settings')}")
        return cast("date", found["day"][0].as_py())

    def close(self) -> None:
        """End the session."""
        self._spark.stop()

    def rows(self, sql: str) -> "pa.Table":
        """Return the rows of a question."""
        return self._spark.sql(sql).toArrow()

    def columns(self, table: str) -> dict[str, str]:
        """Return the columns of a table with their types, in their order."""
        return dict(self._spark.table(self.attach(table)).dtypes)

    def name_rows(self, name: str, rows: "pa.Table") -> None:
        """Give rows, of which there is one at least, a name that questions can use."""
        self._spark.createDataFrame(rows).createOrReplaceTempView(name)

    def name_answer(self, name: str, sql: str) -> "pa.Table":
        """Return the rows of a question, and give them a name that other questions can use."""
        rows = self.rows(sql)
        if rows.num_rows:
            self.name_rows(name, rows)
        else:
            # An empty frame has no types that the engine could take over.
            none = self._spark.sql(f"select * from ({sql}) as none where false")
            none.createOrReplaceTempView(name)
        return rows

    def attach(self, table: str) -> str:
        """Make a table of the lake known to the session; return its name there."""
        model = self._graph[table]
        if table not in self._attached:
            self._attach(model)
            self._attached.add(table)
        return _view_name(model)

    def attach_all(self, tables: Iterable[str]) -> None:
        """Make tables known to the session."""
        for table in tables:
            self.attach(table)

    def _attach(self, model: TracedModel) -> None:
        folder = str(self._lake / model.schema / model.name)
        if model.layer == BRONZE:
            self._attach_records(model, folder)
            return
        reader = self._spark.read.format("delta")
        if model.layer == "gold":
            version = self._publication.tables[model.name]
            reader = reader.option("versionAsOf", str(version))
        reader.load(folder).createOrReplaceTempView(_view_name(model))

    def _attach_records(self, model: TracedModel, folder: str) -> None:
        from dbt.adapters.lake.attach import attach_parquet
        from dbt.adapters.lake.places import place_of

        self._spark.sql("create schema if not exists records")
        table = f"records.{model.name}"
        attach_parquet(self._spark, place_of(str(self._lake)), table, folder)
        self._spark.table(table).createOrReplaceTempView(_view_name(model))


def sql_over(model: TracedModel, names: Mapping[str, str], graph: TraceGraph) -> str:
    """Return a model's query over other relations than the tables that it names."""
    import re

    sql = model.sql
    for table, name in names.items():
        relation = graph[table].relation
        sql = re.sub(rf"(?<![\w.`]){re.escape(relation)}(?![\w`])", name, sql)
    return sql


def _view_name(model: TracedModel) -> str:
    return f"lake_{model.name}"
