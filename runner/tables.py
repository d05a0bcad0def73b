"""Read the lake's tables without an engine."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.index_files import rows_in
from ingestion.storage.bucket_access import storage_options
from ingestion.storage.locations import Location, location_of

if TYPE_CHECKING:
    import pyarrow as pa
    from deltalake import DeltaTable

LAYERS = ("silver", "gold")
# A bucket answers one question slowly and many at once quickly.
THREADS = 16


def has_delta_table(folder: Path | Location) -> bool:
    """Tell whether a Delta table lies in the folder."""
    return bool(location_of(folder).storage.names("_delta_log"))


def delta_tables(schema: Path | Location) -> list[Location]:
    """Return where the Delta tables of a schema lie, sorted."""
    root = location_of(schema)
    folders = [root / name for name in root.storage.names("")]
    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(has_delta_table, folders))
    return [folder for folder, is_table in zip(folders, found, strict=True) if is_table]


def open_delta_table(folder: Path | Location, version: int | None = None) -> "DeltaTable":
    """Open a Delta table in a folder or a bucket."""
    from deltalake import DeltaTable

    place = str(folder)
    return DeltaTable(place, version=version, storage_options=storage_options(place))


def table_versions(schema: Path | Location) -> dict[str, int]:
    """Return the present version of every Delta table in a schema's folder."""
    tables = delta_tables(schema)
    with ThreadPoolExecutor(THREADS) as pool:
        versions = pool.map(_present_version, tables)
        return {table.name: version for table, version in zip(tables, versions, strict=True)}


def _present_version(folder: Location) -> int:
    return open_delta_table(folder).version()


def read_delta_table(folder: Path | Location, version: int | None = None) -> "pa.Table":
    """Return all rows of a Delta table, as they are now or as they were at a version.

    By deltalake's own query engine: after a scan by pyarrow's, threads that still run when the
    process ends now and then abort it.
    """
    import pyarrow as pa
    from deltalake import QueryBuilder

    table = open_delta_table(folder, version)
    return pa.table(QueryBuilder().register("rows", table).execute('select * from "rows"'))


def read_delta_rows(folder: Path | Location, version: int | None = None) -> list[dict[str, Any]]:
    """Return the rows as dictionaries; none where there is no such table yet."""
    if not has_delta_table(folder):
        return []
    rows: list[dict[str, Any]] = read_delta_table(folder, version).to_pylist()
    return rows


def read_record_rows(folder: Path | Location) -> list[dict[str, Any]]:
    """Return the rows of a bronze table's Parquet files as dictionaries."""
    return [row for data in _record_files(location_of(folder)) for row in rows_in(data)]


def _record_files(folder: Location) -> Iterator[bytes]:
    storage = folder.storage
    for key in storage.walk(""):
        data = storage.read(key) if key.endswith(".parquet") else None
        if data is not None:
            yield data
