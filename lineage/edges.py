"""What lineage says: one edge for each column and each column that it comes from."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

# From what says the least about a value to what says the most: of several ways from a column to
# another, the edge has the last kind.
VALUE_KINDS = ("copy", "transform", "aggregate", "window")
FILTER, CONSTANT = "filter", "constant"


@dataclass(frozen=True)
class Edge:
    """Say that a column of a table comes from a column of another; tables by dbt's unique ids.

    column: None where the kind is `filter`: the upstream column decides which rows there are.
    upstream_table, upstream_column: None where the kind is `constant`: no column goes in.
    kind: `copy` under whatever name, `transform` of one row, `aggregate` or `window` of several.
    expression: definitions on the way, the nearest first, each on a line of its own, renames left
        out; empty for a copy and a filter.
    """

    table: str
    column: str | None
    upstream_table: str | None
    upstream_column: str | None
    kind: str
    expression: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the edge as the catalog document has it."""
        return asdict(self)


def columns_of(edges: Iterable[Edge]) -> tuple[str, ...]:
    """Return the columns of a table in their order, by the edges of that table."""
    return tuple(dict.fromkeys(edge.column for edge in edges if edge.column is not None))


def strongest(kinds: Iterable[str]) -> str:
    """Return which of several kinds of value an edge has."""
    return max(kinds, key=VALUE_KINDS.index)
