"""Rows of gold, at the versions that are published and at no others."""

from collections.abc import Mapping, Sequence
from typing import Any

from ingestion.storage.locations import Location
from portal.charts.panel import Panel
from runner.publication import Publication
from runner.queries import DeltaQueries


class Gold:
    """The published gold tables that pages ask; each is opened once for all questions."""

    def __init__(self, lake: Location, publication: Publication, tables: Sequence[str]) -> None:
        self._tables = sorted({*tables} & publication.tables.keys())
        folder, versions = lake / "gold", publication.tables
        self._queries = DeltaQueries(
            {name: (folder / name, versions[name]) for name in self._tables}
        )

    def rows_of(self, panel: Panel, spans: Mapping[str, int]) -> list[dict[str, Any]]:
        """Return the rows that a panel asks for."""
        return self.ask(panel.tables, panel.question.format(**spans))

    def ask(self, tables: Sequence[str], question: str) -> list[dict[str, Any]]:
        """Return the rows of a question; none where a table of it is not published."""
        if not {*tables} <= {*self._tables}:
            return []
        return self._queries.ask(question)
