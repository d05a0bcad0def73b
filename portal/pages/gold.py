"""Rows of gold, at the versions that are published and at no others."""

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ingestion.storage.locations import Location
from portal.charts.panel import Panel
from runner.publication import Publication
from runner.tables import THREADS, open_delta_table


class Gold:
    """The published gold tables that pages ask; each is opened once for all questions."""

    def __init__(self, lake: Location, publication: Publication, tables: Sequence[str]) -> None:
        from deltalake import QueryBuilder

        self._tables = sorted({*tables} & publication.tables.keys())
        self._builder = QueryBuilder()
        folder, versions = lake / "gold", publication.tables
        with ThreadPoolExecutor(THREADS) as pool:
            opened = pool.map(
                lambda name: open_delta_table(folder / name, versions[name]), self._tables
            )
            for name, table in zip(self._tables, opened, strict=True):
                self._builder = self._builder.register(name, table)

    def rows_of(self, panel: Panel, spans: Mapping[str, int]) -> list[dict[str, Any]]:
        """Return the rows that a panel asks for."""
        return self.ask(panel.tables, panel.question.format(**spans))

    def ask(self, tables: Sequence[str], question: str) -> list[dict[str, Any]]:
        """Return the rows of a question; none where a table of it is not published."""
        import pyarrow as pa

        if not {*tables} <= {*self._tables}:
            return []
        rows: list[dict[str, Any]] = pa.table(self._builder.execute(question)).to_pylist()
        return rows
