"""Read the lake's tables without an engine."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa


def has_delta_table(folder: Path) -> bool:
    """Tell whether a Delta table lies in the folder."""
    return (folder / "_delta_log").is_dir()


def table_versions(schema: Path) -> dict[str, int]:
    """Return the present version of every Delta table in a schema's folder."""
    from deltalake import DeltaTable

    return {
        log.parent.name: DeltaTable(str(log.parent), without_files=True).version()
        for log in sorted(schema.glob("*/_delta_log"))
    }


def read_delta_table(folder: Path, version: int | None = None) -> "pa.Table":
    """Return all rows of a Delta table, as they are now or as they were at a version.

    By deltalake's own query engine: after a scan by pyarrow's, threads that still run when the
    process ends now and then abort it.
    """
    import pyarrow as pa
    from deltalake import DeltaTable, QueryBuilder

    table = DeltaTable(str(folder), version=version)
    return pa.table(QueryBuilder().register("rows", table).execute('select * from "rows"'))


def read_delta_rows(folder: Path, version: int | None = None) -> list[dict[str, Any]]:
    """Return the rows as dictionaries; none where there is no such table yet."""
    if not has_delta_table(folder):
        return []
    rows: list[dict[str, Any]] = read_delta_table(folder, version).to_pylist()
    return rows


def read_record_rows(folder: Path) -> list[dict[str, Any]]:
    """Return the rows of a bronze table's Parquet files as dictionaries."""
    from pyarrow import parquet

    rows: list[dict[str, Any]] = []
    for path in sorted(folder.glob("*/[!.]*.parquet")):
        rows += parquet.ParquetFile(path).read(use_threads=False).to_pylist()
    return rows
