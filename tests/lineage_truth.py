"""The truth of column lineage, made by hand: each edge of each gold model, by reading its SQL."""

import csv
from pathlib import Path

from lineage.edges import Edge

FOLDER = Path(__file__).parent / "lineage" / "truth"

# Column, kind, upstream table, upstream column, as the files have them; empty where there is none.
TruthEdge = tuple[str, str, str, str]


def read_truth() -> dict[str, set[TruthEdge]]:
    """Return the edges of each gold model by its name."""
    return {path.stem: set(read_edges(path)) for path in FOLDER.glob("*.csv")}


def read_edges(path: Path) -> list[TruthEdge]:
    """Return the lines of one file."""
    with path.open(encoding="utf-8", newline="") as file:
        return [
            (row["column"], row["kind"], row["upstream_table"], row["upstream_column"])
            for row in csv.DictReader(file)
        ]


def as_truth(edge: Edge) -> TruthEdge:
    """Return an edge as the files have it: models and seeds by their names."""
    table = (edge.upstream_table or "").rpartition(".")[2]
    return (edge.column or "", edge.kind, table, edge.upstream_column or "")
