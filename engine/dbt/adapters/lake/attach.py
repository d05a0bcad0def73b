"""Register what lies in a lake's folders with a session's catalog."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from dbt_common.exceptions import DbtRuntimeError
from deltalake.exceptions import DeltaError
from pyspark.errors import PySparkException
from pyspark.sql.connect.session import SparkSession

from dbt.adapters.lake.delta_tables import read_properties
from dbt.adapters.lake.folders import THREADS, TableFolder, find_folders, folder_name
from dbt.adapters.lake.messages import engine_message
from dbt.adapters.lake.paths import identifier, literal
from dbt.adapters.lake.places import Place, place_of
from dbt.adapters.lake.shapes import UNFINISHED


def attach_lake(spark: SparkSession, root: str) -> tuple[str, ...]:
    """Register all schemas and tables; return a warning with its remedy for what could not be."""
    place = place_of(root)
    found = find_folders(place, root)
    for schema in found.schemas:
        name = identifier(folder_name(schema))
        spark.sql(f"create schema if not exists {name} location {literal(schema)}")
    with ThreadPoolExecutor(THREADS) as pool:
        problems = pool.map(lambda table: _attach_table(spark, place, table), found.tables)
        return (*(p for p in problems if p), *map(_foreign, found.foreign))


def attach_delta(spark: SparkSession, name: str, location: str) -> None:
    """Register the Delta table in a folder under a rendered name, in place of what had the name.

    Columns are left to the log: Sail refuses declared ones when a table is partitioned or has
    arrays or maps, and without them it still enforces the log's not-null and check constraints
    and sees columns that other writers add.
    """
    spark.sql(f"drop table if exists {name}")
    spark.sql(f"create table {name} using delta location {literal(location)}")


def attach_parquet(spark: SparkSession, place: Place, name: str, location: str) -> None:
    """Register a folder of Parquet files under a rendered name, with the columns it declares."""
    schema = json.loads(place.read_bytes(f"{location}/_schema.json"))
    spark.sql(_parquet_ddl(name, location, schema))


def _attach_table(spark: SparkSession, place: Place, table: TableFolder) -> str | None:
    name = f"{identifier(table.schema)}.{identifier(table.name)}"
    try:
        if table.kind == "parquet":
            attach_parquet(spark, place, name, table.location)
        elif read_properties(table.location).get(UNFINISHED) == "true":
            return _unfinished(table)
        else:
            attach_delta(spark, name, table.location)
    except (DeltaError, DbtRuntimeError, OSError) as error:
        return _unreadable(table, str(error))
    except PySparkException as error:
        return _unreadable(table, engine_message(error))
    except (ValueError, KeyError, TypeError) as error:
        return _unreadable(table, f"_schema.json: {error!r}")
    return None


def _parquet_ddl(name: str, location: str, schema: dict[str, Any]) -> str:
    columns = {column["name"]: column["type"] for column in schema["columns"]}
    partitions = schema.get("partitioned_by", [])
    # Partition columns are not inside the files; a schema may leave them out of its columns.
    typed = {**columns, **{p: columns.get(p, "string") for p in partitions}}
    listed = ", ".join(f"{identifier(column)} {kind}" for column, kind in typed.items())
    by = ", ".join(identifier(partition) for partition in partitions)
    clause = f"partitioned by ({by})" if by else ""
    return f"create table {name} ({listed}) using parquet {clause} location {literal(location)}"


def _unfinished(table: TableFolder) -> str:
    return (
        f"{table.schema}.{table.name} is empty: the run that created it was interrupted. "
        f"It is left out until its model is built again: dbt run --select {table.name}"
    )


def _unreadable(table: TableFolder, reason: str) -> str:
    return (
        f"{table.schema}.{table.name} cannot be read and is left out: {reason.strip()}. "
        f"Move the folder {table.location} out of the lake; then restore it from a backup, "
        f"or build it again: dbt run --select {table.name}"
    )


def _foreign(folder: str) -> str:
    return (
        f"{folder} is no table (neither a _delta_log nor a _schema.json in it) and is left out. "
        "Move it out of the lake, or let its name start with a dot."
    )
