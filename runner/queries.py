"""Ask Delta tables questions in SQL, without an engine: only the answer becomes rows."""

from collections.abc import Mapping
from typing import Any

from ingestion.storage.locations import Location
from runner.tables import open_delta_table


def query_delta(
    tables: Mapping[str, tuple[Location, int | None]], sql: str
) -> list[dict[str, Any]]:
    """Return the rows of a question in deltalake's own SQL about tables at versions.

    `tables` has the place and the version of each name in the question; None is the present one.
    """
    import pyarrow as pa
    from deltalake import QueryBuilder

    builder = QueryBuilder()
    for name, (folder, version) in tables.items():
        builder = builder.register(name, open_delta_table(folder, version))
    rows: list[dict[str, Any]] = pa.table(builder.execute(sql)).to_pylist()
    return rows
