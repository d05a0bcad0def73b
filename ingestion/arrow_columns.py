"""Columns of Parquet files, made without `pyarrow.array`: that loads pandas, for over a second."""

from array import array
from collections.abc import Sequence
from typing import Any

import pyarrow as pa

from ingestion.tables import Table


def arrow_table(table: Table, columns: Sequence[Sequence[Any]]) -> pa.Table:
    """Return the columns of a bronze table, in the order that it declares."""
    arrays = [
        strings(values) if kind == "string" else integers(values)
        for values, (_, kind) in zip(columns, table.columns, strict=True)
    ]
    return pa.Table.from_arrays(arrays, names=[name for name, _ in table.columns])


def strings(values: Sequence[str | None]) -> pa.Array:
    """Return a column of texts."""
    builder = pa.lib.StringBuilder()
    builder.append_values(values)
    return builder.finish()


def integers(values: Sequence[int | None]) -> pa.Array:
    """Return a column of 64-bit whole numbers."""
    data = pa.py_buffer(array("q", [value or 0 for value in values]))
    present = _bitmap(values) if None in values else None
    return pa.Array.from_buffers(pa.int64(), len(values), [present, data])


def _bitmap(values: Sequence[int | None]) -> pa.Buffer:
    """Return one bit for each value, the first in the lowest place, 0 where it is null."""
    digits = "".join("0" if value is None else "1" for value in reversed(values))
    return pa.py_buffer(int(digits, 2).to_bytes((len(values) + 7) // 8, "little"))
