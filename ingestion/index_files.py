"""Parquet files of the index tables."""

import uuid
from collections.abc import Sequence
from typing import Any, cast

from ingestion.lake import Lake
from ingestion.tables import Table


def rows_in(data: bytes) -> list[dict[str, Any]]:
    """Return the rows of a Parquet file of bronze."""
    import pyarrow as pa
    from pyarrow import parquet

    rows = parquet.ParquetFile(pa.BufferReader(data)).read(use_threads=False).to_pylist()
    return cast("list[dict[str, Any]]", rows)


def write_rows(lake: Lake, table: Table, rows: Sequence[Sequence[Any]], key: str) -> None:
    """Write rows as one Parquet file, in place of a former one."""
    # Imported here: a run with nothing new needs no pyarrow, which takes long to load.
    import pyarrow.parquet as pq

    from ingestion.arrow_columns import arrow_table

    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    lake.work.mkdir(parents=True, exist_ok=True)
    file = lake.work / f"index-{uuid.uuid4().hex}.parquet"
    try:
        pq.write_table(arrow_table(table, columns), file)
        lake.storage.replace_from(key, file)
    finally:
        file.unlink(missing_ok=True)
