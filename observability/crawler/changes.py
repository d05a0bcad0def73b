"""What changed in the columns of the tables since the crawl before."""

from collections.abc import Iterator, Mapping
from typing import Any

from observability.crawler.facts import Json

ADDED, REMOVED, TYPE_CHANGED = "added", "removed", "type_changed"
Columns = Mapping[str, str]


def schema_changes(former: Mapping[str, Any] | None, tables: Mapping[str, Json]) -> list[Json]:
    """Return the changes from a former document's tables to these, sorted by table and column.

    A table that came or went is one change without a column. A first crawl finds none.
    """
    if former is None:
        return []
    before, now = _stored(former["tables"]), _stored(tables)
    return sorted(
        _changes(before, now), key=lambda one: (one["table"], one["column"] or "", one["change"])
    )


def _stored(tables: Mapping[str, Json]) -> dict[str, Columns]:
    """Return the columns of the tables that have rows of their own."""
    return {
        unique_id: {name: column["type"] for name, column in table["columns"].items()}
        for unique_id, table in tables.items()
        if table["is_stored"]
    }


def _changes(before: Mapping[str, Columns], now: Mapping[str, Columns]) -> Iterator[Json]:
    for table in before.keys() | now.keys():
        if table not in before:
            yield _change(table, None, ADDED)
        elif table not in now:
            yield _change(table, None, REMOVED)
        else:
            yield from _column_changes(table, before[table], now[table])


def _column_changes(table: str, before: Columns, now: Columns) -> Iterator[Json]:
    for column in before.keys() | now.keys():
        former, present = before.get(column), now.get(column)
        if former is None:
            yield _change(table, column, ADDED, present=present)
        elif present is None:
            yield _change(table, column, REMOVED, former=former)
        elif former != present:
            yield _change(table, column, TYPE_CHANGED, former, present)


def _change(
    table: str,
    column: str | None,
    change: str,
    former: str | None = None,
    present: str | None = None,
) -> Json:
    return {
        "table": table,
        "column": column,
        "change": change,
        "former_type": former,
        "type": present,
    }
