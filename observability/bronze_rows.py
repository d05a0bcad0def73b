"""Read bronze tables as they lie."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ingestion.storage.locations import Location, location_of
from observability.suites import ExpectationError

if TYPE_CHECKING:
    import pyarrow as pa

PARTITION = "event_month"


def has_rows(lake: Path | Location, table: str) -> bool:
    """Tell whether a household has files of this kind at all."""
    return any(True for _ in _files_of(location_of(lake) / "bronze" / table))


def read_rows(
    lake: Path | Location, table: str, columns: Sequence[str], event_month: str | None = None
) -> "pa.Table":
    """Read columns of all files of a bronze table, or of one event month (`YYYY-MM`).

    Raises: ExpectationError where the lake has no such table.
    """
    import pyarrow as pa

    folder = location_of(lake) / "bronze" / table
    said = folder.storage.read("_schema.json")
    if said is None:
        raise ExpectationError(f"{folder} is no bronze table. Ingest files into this lake first.")
    kinds = {column["name"]: column["type"] for column in json.loads(said)["columns"]}
    # Without columns pyarrow would lose the number of rows.
    names = list(columns) or [PARTITION]
    schema = pa.schema(
        (name, pa.int64() if kinds[name] == "bigint" else pa.string()) for name in names
    )
    files = (key for key in _files_of(folder) if event_month in (None, _month_of(key)))
    # Files of earlier versions may lack a column: its cells are null.
    return pa.concat_tables(
        [schema.empty_table(), *(_rows_of(folder, key, names) for key in files)],
        promote_options="default",
    )


def _files_of(table: Location) -> Iterator[str]:
    return (key for key in table.storage.walk("") if key.endswith(".parquet"))


def _month_of(key: str) -> str:
    return key.partition("/")[0].removeprefix(f"{PARTITION}=")


def _rows_of(table: Location, key: str, names: Sequence[str]) -> "pa.Table":
    """Return columns of one file, its month among them."""
    import pyarrow as pa
    from pyarrow import parquet

    data = table.storage.read(key) or b""
    rows = parquet.ParquetFile(pa.BufferReader(data)).read(names, use_threads=False)
    if PARTITION not in names:
        return rows
    return rows.append_column(PARTITION, pa.array([_month_of(key)] * len(rows), pa.string()))
