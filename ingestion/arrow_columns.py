"""Columns of Parquet files, made without `pyarrow.array`: that loads pandas, for over a second."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import Any

import pyarrow as pa

from ingestion.tables import Table


def arrow_table(table: Table, columns: Sequence[Sequence[Any] | pa.Array]) -> pa.Table:
    """Return the columns of a bronze table, in the order that it declares."""
    arrays = [
        _array(values, kind) for values, (_, kind) in zip(columns, table.columns, strict=True)
    ]
    return pa.Table.from_arrays(arrays, names=[name for name, _ in table.columns])


def _array(values: Sequence[Any] | pa.Array, kind: str) -> pa.Array:
    if isinstance(values, pa.Array):
        return values
    return strings(values) if kind == "string" else integers(values)


def strings(values: Sequence[str | None]) -> pa.Array:
    """Return a column of texts."""
    try:
        text = "".join(values)  # type: ignore[arg-type]  # the null that it meets is the test
    except TypeError:
        if values.count(None) == len(values):
            return pa.nulls(len(values), pa.string())
        builder = pa.lib.StringBuilder()
        builder.append_values(values)
        return builder.finish()
    data = text.encode()
    ends = array("i", accumulate(_lengths(values, text, data), initial=0))  # type: ignore[arg-type]
    buffers = [pa.py_buffer(ends), pa.py_buffer(data)]
    return pa.StringArray.from_buffers(len(values), *buffers)


def _lengths(values: Sequence[str], text: str, data: bytes) -> Iterable[int]:
    """Return the bytes that each text takes; most columns of a batch hold one text only."""
    count = len(values)
    if count and values.count(values[0]) == count:
        return [len(data) // count] * count
    return map(len, values if len(text) == len(data) else map(str.encode, values))


def integers(values: Sequence[int | None]) -> pa.Array:
    """Return a column of 64-bit whole numbers."""
    try:
        data, present = pa.py_buffer(array("q", values)), None  # type: ignore[type-var]
    except TypeError:
        data = pa.py_buffer(array("q", [value or 0 for value in values]))
        present = _bitmap(values)
    return pa.Array.from_buffers(pa.int64(), len(values), [present, data])


def _bitmap(values: Sequence[int | None]) -> pa.Buffer:
    """Return one bit for each value, the first in the lowest place, 0 where it is null."""
    digits = "".join("0" if value is None else "1" for value in reversed(values))
    return pa.py_buffer(int(digits, 2).to_bytes((len(values) + 7) // 8, "little"))


def by_month(table: pa.Table, moments: pa.Array) -> Iterator[tuple[str, pa.Table]]:
    """Yield months such as `2026-01`, and the rows whose ISO time or date lies in them."""
    # Imported here: most files are written row by row.
    import pyarrow.compute as pc

    months = pc.unique(pc.utf8_slice_codeunits(moments, 0, 7)).to_pylist()
    for month in months:
        is_whole = len(months) == 1
        yield month, table if is_whole else table.filter(pc.starts_with(moments, pattern=month))
