"""Parquet files of the index tables."""

import uuid
from collections.abc import Sequence
from typing import Any

from ingestion.lake import Lake
from ingestion.tables import Table


def write_rows(lake: Lake, table: Table, rows: Sequence[Sequence[Any]], key: str) -> None:
    """Write rows as one Parquet file, in place of a former one."""
    # Imported here: a run with nothing new needs no pyarrow, which takes long to load.
    import pyarrow as pa
    import pyarrow.parquet as pq

    kinds = {"string": pa.string(), "bigint": pa.int64()}
    columns = list(zip(*rows, strict=True)) or [()] * len(table.columns)
    arrays = [
        pa.array(column, kinds[kind])
        for column, (_, kind) in zip(columns, table.columns, strict=True)
    ]
    names = [name for name, _ in table.columns]
    lake.work.mkdir(parents=True, exist_ok=True)
    file = lake.work / f"index-{uuid.uuid4().hex}.parquet"
    try:
        pq.write_table(pa.Table.from_arrays(arrays, names=names), file)
        lake.storage.replace_from(key, file)
    finally:
        file.unlink(missing_ok=True)
