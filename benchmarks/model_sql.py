"""The project's models as SQL of one session of the embedded engine, without a lake and dbt."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from benchmarks.timing import PROJECT


def model_sql(name: str, as_of: date) -> str:
    """Return a model's SQL at a morning; the models that it reads are views of their names."""
    (file,) = (PROJECT / "models").rglob(f"{name}.sql")
    return render(file.read_text("utf-8"), as_of)


def render(text: str, as_of: date = date.max, **names: Any) -> str:
    """Return SQL of which Jinja calls the project's macros; `names` are known to it."""
    import jinja2

    folders = (PROJECT / "macros", PROJECT / "macros" / "process_control")
    macros = [
        path.read_text("utf-8") for folder in folders for path in sorted(folder.glob("*.sql"))
    ]
    environment = jinja2.Environment(extensions=["jinja2.ext.do"])  # noqa: S701 (SQL, no HTML)
    environment.globals.update(
        ref=lambda model: model,
        config=lambda **_: "",
        var=lambda _: f"{as_of.isoformat()}T06:00:00Z",
        execute=False,
        is_incremental=lambda: False,
    )
    return environment.from_string("".join((*macros, text))).render(names)


class EngineSession:
    """Hold a server of the embedded engine whose views come from a folder's Parquet files."""

    def __init__(self, folder: Path) -> None:
        from pysail.spark import SparkConnectServer
        from pyspark.sql import SparkSession

        self._folder = folder
        self._server = SparkConnectServer("127.0.0.1", 0)
        self._server.start(background=True)
        host, port = self._server.listening_address
        self._session = SparkSession.builder.remote(f"sc://{host}:{port}").create()
        self._session.conf.set("spark.sql.session.timeZone", "UTC")

    def __enter__(self) -> Self:
        """Return the session itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End session and server."""
        self._session.stop()
        self._server.stop()

    def view(self, name: str, types: Mapping[str, Any], rows: Iterable[Sequence[Any]]) -> None:
        """Make a view of rows; `types` are the columns' Arrow types."""
        import pyarrow as pa

        columns = list(zip(*rows, strict=True)) or [()] * len(types)
        arrays = [
            pa.array(column, kind) for column, kind in zip(columns, types.values(), strict=True)
        ]
        self.keep(name, pa.table(arrays, names=list(types)))

    def seed(self, name: str) -> None:
        """Make a view of one of the project's seeds."""
        file = PROJECT / "seeds" / f"{name}.csv"
        frame = self._session.read.csv(str(file), header=True, inferSchema=True)
        self.keep(name, frame.toArrow())

    def query(self, name: str, sql: str, *, is_kept: bool = True) -> None:
        """Make a view of a query; what is kept is computed once."""
        frame = self._session.sql(sql)
        if is_kept:
            self.keep(name, frame.toArrow())
        else:
            frame.createOrReplaceTempView(name)

    def rows(self, sql: str) -> list[dict[str, Any]]:
        """Return the rows of a query."""
        found: list[dict[str, Any]] = self.arrow(sql).to_pylist()
        return found

    def arrow(self, sql: str) -> Any:
        """Return the rows of a query as an Arrow table."""
        return self._session.sql(sql).toArrow()

    def keep(self, name: str, content: Any) -> None:
        """Make a view of an Arrow table."""
        import pyarrow.parquet as pq

        file = self._folder / f"{name}.parquet"
        pq.write_table(content, file)
        self._session.read.parquet(str(file)).createOrReplaceTempView(name)
