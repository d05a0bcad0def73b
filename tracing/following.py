"""Follow the declared ways: from rows of one table to all rows that they are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tracing.graph import TraceGraph, Way
from tracing.session import LakeReader

if TYPE_CHECKING:
    import pyarrow as pa

# Which of the traced rows a row belongs to: a number, from 0.
ROOT = "_root"
_WAY, _NUMBER = "_way", "_number"


@dataclass(frozen=True)
class TracedTable:
    """Rows of one table that the traced ones are made of, each once for each root.

    read_by: the tables on whose ways they lie, with the ways; empty for the traced rows themselves.
    led: which of these ways, by their place, lead to rows of which root: (place, root).
    """

    name: str
    rows: "pa.Table"
    read_by: tuple[tuple[str, Way], ...] = ()
    led: frozenset[tuple[int, int]] = frozenset()

    def ways_of_root(self, root: int) -> list[tuple[str, Way]]:
        """Return the ways that lead to rows of one of the traced rows."""
        return [way for place, way in enumerate(self.read_by) if (place, root) in self.led]

    def of_root(self, root: int) -> "pa.Table":
        """Return the rows of one of the traced rows, without its number."""
        import pyarrow.compute as pc

        return self.rows.filter(pc.equal(self.rows[ROOT], root)).drop_columns([ROOT])


def follow(
    reader: LakeReader, graph: TraceGraph, table: str, roots: "pa.Table"
) -> list[TracedTable]:
    """Return the table of the traced rows, then all tables that their ways lead to.

    roots: rows of the table. A table comes after all that lead to it.
    """
    import pyarrow as pa

    numbers = pa.array(range(roots.num_rows), pa.int64())
    traced = {table: TracedTable(table, roots.append_column(ROOT, numbers))}
    reader.name_rows(_traced(table), traced[table].rows)
    for source in graph.downward(table)[1:]:
        ways = [
            (child, way)
            for child in traced
            for way in graph[child].ways_to(source)
            if child != source
        ]
        found = _rows_of(reader, source, ways, graph[source].keys) if ways else None
        if found and found.rows:
            traced[source] = found
            reader.name_rows(_traced(source), found.rows)
    return list(traced.values())


def _rows_of(
    reader: LakeReader, source: str, ways: Sequence[tuple[str, Way]], keys: Sequence[str]
) -> TracedTable:
    """Return the rows of a table on these ways."""
    led_to = [_on_way(reader, source, _traced(child), way) for child, way in ways]
    queries = [
        f"select {number} as {_WAY}, led.* from ({query}) as led"
        for number, query in enumerate(led_to)
    ]
    rows = reader.rows(" union all ".join(queries))
    # Of a dozen ways of a tile only those that lead anywhere are told.
    pairs = rows.select([_WAY, ROOT]).group_by([_WAY, ROOT]).aggregate([]).to_pylist()
    led = frozenset((pair[_WAY], pair[ROOT]) for pair in pairs)
    rows = rows.drop_columns([_WAY])
    is_once = len({way for way, _ in led}) <= 1
    return TracedTable(
        source, _sorted(rows if is_once else _once(rows, keys), keys), tuple(ways), led
    )


def _once(rows: "pa.Table", keys: Sequence[str]) -> "pa.Table":
    """Return each row of each root once, though several ways may lead to it."""
    import pyarrow as pa

    plain = [one.name for one in rows.schema if one.name != ROOT and not _is_nested(one.type)]
    same = [ROOT, *(keys or plain)]
    numbered = rows.select(same).append_column(_NUMBER, pa.array(range(rows.num_rows), pa.int64()))
    firsts = numbered.group_by(same).aggregate([(_NUMBER, "min")])
    return rows.take(firsts[f"{_NUMBER}_min"])


def _is_nested(kind: "pa.DataType") -> bool:
    import pyarrow as pa

    return bool(pa.types.is_nested(kind))


def _sorted(rows: "pa.Table", keys: Sequence[str]) -> "pa.Table":

    return rows.sort_by([(key, "ascending") for key in keys]) if keys and rows else rows


def rows_on_ways(
    reader: LakeReader, source: str, ways: Sequence[tuple[str, Way]], root: str = f"traced.{ROOT}"
) -> str:
    """Return the query for all rows of `source` on ways from relations of traced rows.

    root: what tells apart the rows that are traced.
    """
    return " union ".join(_on_way(reader, source, traced, way, root) for traced, way in ways)


def _on_way(
    reader: LakeReader, source: str, traced: str, way: Way, root: str = f"traced.{ROOT}"
) -> str:
    table = reader.attach(source)
    names = ", ".join(f"source.`{column}`" for column in reader.columns(source))
    columns = f"{root} as {ROOT}, {names}"
    via = f"cross join {reader.attach(way.through)} as via" if way.through else ""
    joined = f"from {table} as source cross join {traced} as traced {via} where {way.where}"
    if way.ends is None:
        return f"select distinct {columns} {joined}"
    positions = ", ".join(
        f"rank() over (partition by {root} order by source.{way.ends} {order}) as {name}"
        for name, order in (("_first", "asc"), ("_last", "desc"))
    )
    return (
        f"select distinct source.{ROOT}, {names} from ("
        f"select {columns}, {positions} {joined}"
        f") as source where source._first = 1 or source._last = 1"
    )


def _traced(table: str) -> str:
    return f"traced_{table}"
