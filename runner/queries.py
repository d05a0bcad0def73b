"""Ask Delta tables questions in SQL, without an engine: only the answer becomes rows."""

from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ingestion.storage.locations import Location
from runner.tables import THREADS, open_delta_table

Places = Mapping[str, tuple[Location, int | None]]


class DeltaQueries:
    """Tables that are opened once for any number of questions."""

    def __init__(self, tables: Places) -> None:
        """Open tables at versions.

        tables: the place and the version of each name in the questions; None is the present one.
        """
        from deltalake import QueryBuilder

        self._builder = QueryBuilder()
        with ThreadPoolExecutor(THREADS) as pool:
            opened = pool.map(lambda place: open_delta_table(*place), tables.values())
            for name, table in zip(tables, opened, strict=True):
                self._builder = self._builder.register(name, table)

    def ask(self, sql: str) -> list[dict[str, Any]]:
        """Return the rows of a question in deltalake's own SQL."""
        import pyarrow as pa

        rows: list[dict[str, Any]] = pa.table(self._builder.execute(sql)).to_pylist()
        return rows


def query_delta(tables: Places, sql: str) -> list[dict[str, Any]]:
    """Return the rows of one question about tables at versions, as `DeltaQueries` takes them."""
    return DeltaQueries(tables).ask(sql)
