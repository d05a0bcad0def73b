"""Read bronze tables as they lie."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from observability.suites import ExpectationError

if TYPE_CHECKING:
    import pyarrow as pa

PARTITION = "event_month"


def read_rows(
    lake: Path, table: str, columns: Sequence[str], event_month: str | None = None
) -> "pa.Table":
    """Read columns of all files of a bronze table, or of one event month (`YYYY-MM`).

    Raises: ExpectationError where the lake has no such table.
    """
    import pyarrow as pa
    import pyarrow.dataset as ds

    folder = lake / "bronze" / table
    if not (folder / "_schema.json").is_file():
        raise ExpectationError(f"{folder} is no bronze table. Ingest files into this lake first.")
    document = json.loads((folder / "_schema.json").read_text(encoding="utf-8"))
    schema = pa.schema(
        (column["name"], pa.int64() if column["type"] == "bigint" else pa.string())
        for column in document["columns"]
    )
    month = pa.schema([(PARTITION, pa.string())])
    files = ds.dataset(
        folder, schema, format="parquet", partitioning=ds.partitioning(month, flavor="hive")
    )
    rows = None if event_month is None else ds.field(PARTITION) == event_month
    # Without columns pyarrow would lose the number of rows.
    return files.to_table(list(columns) or [PARTITION], filter=rows, use_threads=False)
