"""The tables of a lake as they are stored: columns, rows and nulls, from logs and no scan."""

import json
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from ingestion.layout import index_key
from ingestion.storage.locations import Location
from ingestion.tables import DECODED_MONTHS, INDEX_TABLES, PARTITION, TABLES
from observability.crawler.facts import TableFacts
from runner.notes import read_note, write_note
from runner.publication import Publication
from runner.settings import Settings
from runner.table_profiles import counts_of
from runner.tables import THREADS, open_delta_table, read_record_rows

DELTA_SCHEMAS = ("silver", "gold", "reference")
_COUNTED_FILES = "counted_files"
# Delta's words for types that Spark's SQL calls otherwise.
_SPARK_TYPES = {"long": "bigint", "integer": "int", "short": "smallint", "byte": "tinyint"}


def read_tables(
    settings: Settings, published: Publication | None, former: Mapping[str, Any] | None
) -> dict[str, TableFacts]:
    """Return the facts of every table by its name.

    Gold as published, everything else as it is. A table of Delta is opened only where it has
    another version than in the former document.
    """
    known = {table["name"]: table for table in (former or {"tables": {}})["tables"].values()}
    versions = published.tables if published else {}
    places = [
        (schema, settings.lake / schema / name)
        for schema in DELTA_SCHEMAS
        for name in (settings.lake / schema).storage.names("")
    ]

    def facts(schema: str, place: Location) -> TableFacts | None:
        version = versions.get(place.name) if schema == "gold" else None
        return _delta_facts(place, version, known.get(place.name))

    with ThreadPoolExecutor(THREADS) as pool:
        found = pool.map(lambda one: facts(*one), places)
        tables = {place.name: one for (_, place), one in zip(places, found, strict=True) if one}
    return {**_bronze(settings), **tables}


def _delta_facts(
    place: Location, version: int | None, known: Mapping[str, Any] | None
) -> TableFacts | None:
    """Return the facts of a table at a version, or at its present one; None where no table is."""
    version = present_version(place) if version is None else version
    if version is None:
        return None
    if known is not None and known["version"] == version:
        return _facts_in(known)
    table = open_delta_table(place, version)
    counts = counts_of(table)
    return TableFacts(
        columns={
            field["name"]: spark_type(field["type"])
            for field in json.loads(table.schema().to_json())["fields"]
        },
        count_rows=counts.pop(""),
        version=version,
        count_nulls=counts,
        partitioned_by=tuple(table.metadata().partition_columns),
    )


def present_version(table: Location) -> int | None:
    """Return the newest version that a Delta table's log names, without opening the table."""
    commits = [name[:20] for name in table.storage.names("_delta_log")]
    return max((int(one) for one in commits if one.isdigit()), default=None)


def _facts_in(known: Mapping[str, Any]) -> TableFacts:
    columns = known["columns"]
    nulls = {name: column["count_nulls"] for name, column in columns.items()}
    return TableFacts(
        columns={name: column["type"] for name, column in columns.items()},
        count_rows=known["count_rows"],
        version=known["version"],
        count_nulls={name: count for name, count in nulls.items() if count is not None},
        partitioned_by=tuple(known["partitioned_by"]),
    )


def spark_type(kind: Any) -> str:
    """Return a type of a Delta schema as Spark's SQL writes it."""
    if isinstance(kind, str):
        return _SPARK_TYPES.get(kind, kind)
    if kind["type"] == "array":
        return f"array<{spark_type(kind['elementType'])}>"
    if kind["type"] == "map":
        return f"map<{spark_type(kind['keyType'])},{spark_type(kind['valueType'])}>"
    fields = (f"{field['name']}:{spark_type(field['type'])}" for field in kind["fields"])
    return f"struct<{','.join(fields)}>"


def _bronze(settings: Settings) -> dict[str, TableFacts]:
    """Return the tables of records and of the index: the code tells their columns."""
    bronze = settings.lake / "bronze"
    if not bronze.storage.names(""):
        return {}
    counts: Counter[str] = Counter()
    for row in read_record_rows(bronze / DECODED_MONTHS):
        counts[row["table_name"]] += row["count_records"]
    counts.update(_index_counts(settings))
    return {
        name: TableFacts(
            columns=dict((*table.columns, (PARTITION, "string"))),
            count_rows=counts[name],
            partitioned_by=(PARTITION,),
        )
        for name, table in TABLES.items()
    }


def _index_counts(settings: Settings) -> dict[str, int]:
    """Return the rows of each table of the index. Files of a run never change: once counted."""
    noted: dict[str, int] = read_note(settings, _COUNTED_FILES) or {}
    keys = [
        (table, key)
        for table in INDEX_TABLES
        for key in settings.lake.storage.walk(f"bronze/{table}")
        if key.endswith(".parquet")
    ]
    changing = {index_key(table) for table in INDEX_TABLES}
    waiting = [key for _, key in keys if key in changing or key not in noted]
    with ThreadPoolExecutor(THREADS) as pool:
        counted = dict(zip(waiting, pool.map(settings.lake.storage.read, waiting), strict=True))
    found = {key: noted[key] for _, key in keys if key in noted}
    found.update({key: _count_rows(data) for key, data in counted.items() if data})
    if found != noted:
        write_note(settings, _COUNTED_FILES, found)
    return _by_table(keys, found)


def _by_table(keys: list[tuple[str, str]], found: Mapping[str, int]) -> dict[str, int]:
    counts: Counter[str] = Counter(dict.fromkeys(INDEX_TABLES, 0))
    for table, key in keys:
        counts[table] += found.get(key, 0)
    return dict(counts)


def _count_rows(data: bytes) -> int:
    import pyarrow as pa
    from pyarrow import parquet

    return int(parquet.read_metadata(pa.BufferReader(data)).num_rows)
