"""Column lineage as rows of bronze: computed for what changed, read back for the rest."""

import hashlib
import sys
from collections.abc import Mapping
from importlib.metadata import version
from itertools import groupby
from pathlib import Path
from typing import Any

import lineage
from ingestion import open_lake
from ingestion.index_files import rows_in, write_rows
from ingestion.layout import index_key
from ingestion.storage.locations import Location
from ingestion.tables import COLUMN_LINEAGE, INDEX_TABLES
from lineage.edges import Edge
from lineage.project import ModelLineage, project_lineage
from runner.settings import Settings

_KEY = index_key(COLUMN_LINEAGE)


def read_or_compute_lineage(
    settings: Settings, manifest: Mapping[str, Any], catalog: Mapping[str, Any]
) -> list[Edge]:
    """Return all edges of the project, and leave them in the lake where they changed.

    manifest, catalog: dbt's artifacts. A model of which nothing tells the columns is named on
    stderr and has no edges.
    """
    known = read_lineage(settings.lake)
    found = project_lineage(manifest, catalog, known, _rules())
    for failure in found.failures:
        print(f"daybook: no column lineage: {failure}", file=sys.stderr)
    if found.models != known:
        _write(settings, found.models)
    return [edge for one in found.models.values() for edge in one.edges]


def _rules() -> str:
    """Name the code that computes lineage: another one computes all of it again."""
    digest = hashlib.sha256(version("sqlglot").encode())
    for file in sorted(Path(lineage.__file__).parent.glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()


def read_lineage(lake: Location) -> dict[str, ModelLineage]:
    """Return the lineage that was last left in the lake; none before the first crawl."""
    data = lake.storage.read(_KEY)
    known = {}
    for node_id, rows in groupby(rows_in(data) if data else (), key=lambda row: row["node_id"]):
        of_model = list(rows)
        known[node_id] = ModelLineage(of_model[0]["fingerprint"], tuple(map(_edge, of_model)))
    return known


def _edge(row: Mapping[str, Any]) -> Edge:
    return Edge(
        table=row["node_id"],
        column=row["column_name"],
        upstream_table=row["upstream_node_id"],
        upstream_column=row["upstream_column_name"],
        kind=row["edge_kind"],
        expression=row["expression"],
    )


def _write(settings: Settings, models: Mapping[str, ModelLineage]) -> None:
    rows = [
        (
            edge.table,
            edge.column,
            edge.upstream_table,
            edge.upstream_column,
            edge.kind,
            edge.expression,
            one.fingerprint,
        )
        for one in models.values()
        for edge in one.edges
    ]
    lake = open_lake(settings.lake, settings.as_of)
    write_rows(lake, INDEX_TABLES[COLUMN_LINEAGE], rows, _KEY)
