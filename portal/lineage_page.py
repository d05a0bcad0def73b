"""The page of column lineage: its data as one compact script, drawn by the page's own scripts."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from portal.frame import frame_of
from portal.templates import environment
from runner.publication import Publication
from runner.settings import Settings

Document = Mapping[str, Any]
PAGE_FILE = "lineage.html"
DATA_FILE = "assets/lineage-data.js"
# Of a table that is only a step of a query, the document tells nothing but its edges.
_STEP: Document = {"layer": "step", "columns": {}, "tests": {}, "is_stored": False}
_NONE = -1


def write_lineage_page(
    settings: Settings, publication: Publication | None, document: Document, folder: Path
) -> None:
    """Write `lineage.html` and its data into the folder of a site.

    document: the catalog document, docs/catalog.md.
    """
    frame = frame_of(settings, publication, document)
    page = environment().get_template(PAGE_FILE).render(root="", page="lineage", frame=frame)
    (folder / PAGE_FILE).write_text(page, "utf-8")
    data = folder / DATA_FILE
    data.parent.mkdir(exist_ok=True)
    data.write_text(as_script(lineage_data(document)), "utf-8")


def as_script(data: Mapping[str, Any]) -> str:
    """Return a script that hands data to the page."""
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    # These two end a line of a script, though not of JSON (ECMA-262 before 2019).
    text = text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"globalThis.daybook=globalThis.daybook||{{}};\ndaybook.lineageData={text};\n"


def lineage_data(document: Document) -> dict[str, Any]:
    """Return tables with their columns, and edges that name both by their positions.

    An edge is [table, column, upstream table, upstream column, kind, expression]. A column of -1
    stands for all rows of its table, an upstream of -1 for a constant.
    """
    positions = _Positions()
    for table, about in document["tables"].items():
        positions.add_table(table, about["columns"])
    edges = [_edge(positions, edge) for edge in document["column_lineage"]]
    return {
        "tables": [
            _table(name, document["tables"].get(name, _STEP), columns)
            for name, columns in positions.columns.items()
        ],
        "edges": edges,
        "kinds": list(positions.kinds),
        "expressions": list(positions.expressions),
    }


@dataclass
class _Positions:
    """Where each table, column, kind and expression stands in the data."""

    columns: dict[str, dict[str, int]] = field(default_factory=dict)
    tables: dict[str, int] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    expressions: dict[str, int] = field(default_factory=dict)

    def add_table(self, table: str, columns: Iterable[str]) -> None:
        """Know a table with its columns in their order."""
        self.tables[table] = len(self.tables)
        self.columns[table] = {column: number for number, column in enumerate(columns)}

    def of(self, table: str | None, column: str | None) -> tuple[int, int]:
        """Return the positions of a column, which becomes known if it was not."""
        if table is None:
            return _NONE, _NONE
        if table not in self.tables:
            self.add_table(table, ())
        columns = self.columns[table]
        number = _NONE if column is None else columns.setdefault(column, len(columns))
        return self.tables[table], number


def _edge(positions: _Positions, edge: Mapping[str, Any]) -> list[int]:
    kind, expression = edge["kind"], edge["expression"] or ""
    return [
        *positions.of(edge["table"], edge["column"]),
        *positions.of(edge["upstream_table"], edge["upstream_column"]),
        positions.kinds.setdefault(kind, len(positions.kinds)),
        positions.expressions.setdefault(expression, len(positions.expressions)),
    ]


def _table(table: str, about: Document, columns: Iterable[str]) -> dict[str, Any]:
    state = about.get("state", "unknown")
    reasons = "; ".join(about.get("state_reasons") or ())
    return {
        "name": about.get("name", table.rpartition(".")[2]),
        "docs": f"{table.partition('.')[0]}/{table}",
        "layer": about["layer"],
        "description": about.get("description", ""),
        "owner": about.get("owner") or "",
        "isStored": bool(about.get("is_stored", True)),
        "state": state,
        "stateWords": f"{state}: {reasons}" if reasons else state,
        "score": (about.get("quality") or {}).get("score_percent"),
        "freshness": _freshness(about.get("freshness") or {}),
        "columns": [_column(about, name) for name in columns],
    }


def _freshness(freshness: Mapping[str, Any]) -> str:
    latest = freshness.get("latest_at")
    state = str(freshness.get("state") or "unknown")
    return f"{state}, data until {latest}" if latest else state


def _column(about: Document, name: str) -> dict[str, Any]:
    column = about["columns"].get(name, {})
    return {
        "name": name,
        "type": column.get("type") or "",
        "description": column.get("description") or "",
        "tests": [
            {"name": test, "status": (about["tests"].get(test) or {}).get("status") or ""}
            for test in column.get("tests", ())
        ],
    }
