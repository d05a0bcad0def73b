"""How many rows the tables of a lake hold and how many of their cells are null.

Read from the statistics in the tables' own logs: no table is scanned.
"""

from collections.abc import Collection, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from ingestion.storage.locations import Location
from runner.tables import LAYERS, THREADS, delta_tables, open_delta_table

if TYPE_CHECKING:
    from deltalake import DeltaTable

_NULLS = "null_count."

Row = tuple[str | int | None, ...]


def profile_rows(lake: Location, names: Collection[str]) -> Iterator[Row]:
    """Yield (layer, table, column, count of rows, count of nulls) of the named tables.

    The row of the table itself has no column and no nulls; partition columns have no row.
    """
    for layer in LAYERS:
        tables = [table for table in delta_tables(lake / layer) if table.name in names]
        with ThreadPoolExecutor(THREADS) as pool:
            for table, counts in zip(tables, pool.map(_counts_in, tables), strict=True):
                count_rows = counts.pop("")
                yield layer, table.name, None, count_rows, None
                for column, count_nulls in counts.items():
                    yield layer, table.name, column, count_rows, count_nulls


def _counts_in(place: Location) -> dict[str, int]:
    return counts_of(open_delta_table(place))


def counts_of(table: "DeltaTable") -> dict[str, int]:
    """Return the number of rows under no name, and of the nulls of each column by its name."""
    import pyarrow as pa

    files = pa.table(table.get_add_actions(flatten=True))
    found = {"": _sum(files["num_records"].to_pylist())}
    for name in files.column_names:
        if name.startswith(_NULLS):
            found[name.removeprefix(_NULLS)] = _sum(files[name].to_pylist())
    return found


def _sum(counts: list[int | None]) -> int:
    # A file without statistics of a column has none of its rows counted.
    return sum(count or 0 for count in counts)
