"""Compute a row again from nothing but the rows that its trace names, and compare."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tracing.following import rows_on_ways
from tracing.graph import TracedModel, TraceGraph
from tracing.session import LakeReader, sql_over

if TYPE_CHECKING:
    import pyarrow as pa

_ROW = "recomputed_row"
# Doubles are compared to so many significant digits: the last ones of a sum depend on its order.
_DIGITS = 12


@dataclass(frozen=True)
class Cell:
    """A cell that did not come out as it is."""

    column: str
    value: object
    recomputed: object


@dataclass(frozen=True)
class Recomputation:
    """What came of computing one row again; `count_rows` is how many rows have its key now.

    cells: those that differ. It agrees where there is one row and none differs.
    """

    key: Mapping[str, object]
    count_rows: int
    cells: tuple[Cell, ...]

    @property
    def agrees(self) -> bool:
        """Tell whether the traced rows give the row."""
        return self.count_rows == 1 and not self.cells

    def __str__(self) -> str:
        said = ", ".join(f"{name}={value}" for name, value in self.key.items())
        if self.count_rows != 1:
            return f"{said}: the traced rows give {self.count_rows} such rows instead of one"
        return f"{said}: " + "; ".join(
            f"{cell.column} is {cell.value}, the traced rows give {cell.recomputed}"
            for cell in self.cells
        )


def recompute(
    reader: LakeReader, graph: TraceGraph, model: TracedModel, rows: "pa.Table"
) -> Iterator[Recomputation]:
    """Compute each of some rows of a table again, each from its own traced rows alone."""
    reader.attach_all(model.reads)
    for number in range(rows.num_rows):
        yield _recompute_one(reader, graph, model, rows.slice(number, 1))


def is_kept(reader: LakeReader, model: TracedModel, row: "pa.Table") -> bool:
    """Tell whether a row says what was said on a past day, which nothing computes again."""
    if model.kept_by is None:
        return False
    return bool(row[model.kept_by][0].as_py() < reader.as_of_date)


def _recompute_one(
    reader: LakeReader, graph: TraceGraph, model: TracedModel, row: "pa.Table"
) -> Recomputation:
    reader.name_rows(_ROW, row)
    names = {source: _name_source(reader, model, source) for source in sorted(model.reads)}
    # A table that keeps its history looks at its own newest rows.
    names[model.name] = _ROW
    key = {column: row[column][0].as_py() for column in _key_columns(model, row)}
    # The key is looked for here: the engine pushes a condition below an aggregate over all rows,
    # which then has a row nevertheless (Sail 0.7.2).
    computed = reader.rows(sql_over(model, names, graph)).to_pylist()
    found = [one for one in computed if all(one[name] == key[name] for name in key)]
    if len(found) != 1:
        return Recomputation(key, len(found), ())
    return Recomputation(key, 1, tuple(_differences(row.to_pylist()[0], found[0])))


def _name_source(reader: LakeReader, model: TracedModel, source: str) -> str:
    """Name the rows of one table that the row's ways lead to: none where there is no way."""
    ways = [(_ROW, way) for way in model.ways_to(source)]
    columns = ", ".join(f"`{column}`" for column in reader.columns(source))
    rows = f"({rows_on_ways(reader, source, ways, '0')})" if ways else reader.attach(source)
    query = f"select {columns} from {rows} as of_row" + ("" if ways else " where false")
    # Rows, not a question: a query may name a table many times over.
    name = f"of_row_{source}"
    reader.name_answer(name, query)
    return name


def _key_columns(model: TracedModel, row: "pa.Table") -> Sequence[str]:
    return model.keys or row.column_names


def _differences(row: Mapping[str, Any], recomputed: Mapping[str, Any]) -> Iterator[Cell]:
    for column, value in row.items():
        if _shown(value) != _shown(recomputed.get(column)):
            yield Cell(column, value, recomputed.get(column))


def _shown(value: object) -> object:
    """Return a value as it is compared: no telling a negative zero from zero."""
    return f"{value + 0.0:.{_DIGITS}g}" if isinstance(value, float) else value
