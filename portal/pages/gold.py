"""Rows of gold, at the versions that are published and at no others."""

from collections.abc import Mapping, Sequence
from typing import Any

from ingestion.storage.locations import Location
from portal.charts.panel import Panel
from runner.publication import Publication
from runner.queries import query_delta


def rows_of(
    lake: Location, publication: Publication, panel: Panel, spans: Mapping[str, int]
) -> list[dict[str, Any]]:
    """Return the rows that a panel asks for; none where a table is not published."""
    return ask(lake, publication, panel.tables, panel.question.format(**spans))


def ask(
    lake: Location, publication: Publication, tables: Sequence[str], question: str
) -> list[dict[str, Any]]:
    """Return the rows of a question about published tables."""
    if not publication.tables.keys() >= set(tables):
        return []
    places = {name: (lake / "gold" / name, publication.tables[name]) for name in tables}
    return query_delta(places, question)
