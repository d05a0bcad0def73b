"""The project's compiled models in DuckDB, by an interpreter that has nothing of Daybook.

Usage: duckdb_queries_others.py LAKE TARGET. Prints one JSON object: `seconds` by model, `counts`
of its rows in DuckDB and in the lake, and `left_out` with the reason for each model that sqlglot
cannot say in DuckDB's SQL; that one's table is read from the lake, for the models below it.
"""

import json
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

# In the environment of this script's interpreter alone.
import duckdb  # type: ignore[import-not-found]
import sqlglot
from deltalake import DeltaTable
from sqlglot import expressions as exp

Node = Mapping[str, Any]

# Functions of Spark that DuckDB lacks and sqlglot passes on as they are.
FUNCTIONS = (
    """create macro make_dt_interval(days, hours, minutes, seconds) as
        to_days(days) + to_hours(hours) + to_minutes(minutes) + to_seconds(seconds)""",
    "create macro timestamp_seconds(seconds) as to_timestamp(seconds)",
    "create macro pmod(number, divisor) as ((number % divisor) + divisor) % divisor",
    "create macro arrays_overlap(one, other) as list_has_any(one, other)",
    "create macro log1p(number) as ln(1 + number)",
    "create macro expm1(number) as exp(number) - 1",
)


def main(lake: Path, target: Path) -> None:
    """Run every model in the order of the graph, in a database file beside the target folder."""
    connection = duckdb.connect(target / "models.duckdb", config={"threads": 2})
    for schema in ("bronze", "silver", "gold", "reference"):
        connection.execute(f"create schema {schema}")
    connection.execute("set TimeZone = 'UTC'")
    for function in FUNCTIONS:
        connection.execute(function)
    seconds, left_out, counts = {}, {}, {}
    for node in in_order(json.loads((target / "manifest.json").read_text())["nodes"]):
        folder = lake / node["schema"] / node["name"]
        # What is known of each built month is written by the other models, not by a query.
        if node["name"] == "silver_operations__built_months":
            continue
        if node["resource_type"] == "seed" or node["schema"] == "bronze":
            read_table(connection, node, folder)
            continue
        started_at = time.perf_counter()
        try:
            sql = in_duckdb((target / "compiled/daybook" / node["original_file_path"]).read_text())
            connection.execute(f"create table {node['schema']}.{node['name']} as {sql}")
        except (duckdb.Error, sqlglot.errors.SqlglotError) as error:
            left_out[node["name"]] = str(error).splitlines()[0]
            read_table(connection, node, folder)
        else:
            seconds[node["name"]] = time.perf_counter() - started_at
            counts[node["name"]] = [count(connection, node), DeltaTable(folder).count()]
    print(json.dumps({"seconds": seconds, "left_out": left_out, "counts": counts}))


def count(connection: duckdb.DuckDBPyConnection, node: Node) -> int:
    """Count the rows that DuckDB made of a model."""
    query = f"select count(*) from {node['schema']}.{node['name']}"
    rows: int = connection.execute(query).fetchall()[0][0]
    return rows


def in_order(nodes: Mapping[str, Node]) -> Iterator[Node]:
    """Yield the seeds and models that are built, each after those it reads."""
    done = set()

    def visit(name: str) -> Iterator[Node]:
        node = nodes.get(name)
        if node is None or name in done:
            return
        done.add(name)
        for parent in node["depends_on"].get("nodes", ()):
            yield from visit(parent)
        if node["config"]["materialized"] != "ephemeral":
            yield node

    for name, node in nodes.items():
        if node["resource_type"] in {"model", "seed"}:
            yield from visit(name)


def read_table(connection: duckdb.DuckDBPyConnection, node: Node, folder: Path) -> None:
    """Let DuckDB see a table of the lake: records as a view of their files, others copied."""
    name = f"{node['schema']}.{node['name']}"
    files = f"{folder}/event_month=*/*.parquet"
    if (folder / "_delta_log").is_dir():
        rows = DeltaTable(folder).to_pyarrow_table()  # noqa: F841 (DuckDB reads it by its name)
        connection.execute(f"create table {name} as select * from rows")
    elif next(folder.glob("event_month=*/*.parquet"), None):
        connection.execute(
            f"create view {name} as select * from read_parquet('{files}', union_by_name = true,"
            " hive_partitioning = true, hive_types_autocast = false)"
        )
    else:
        columns = ", ".join(
            f'"{column["name"]}" {column["data_type"]}' for column in node["columns"].values()
        )
        connection.execute(f"create table {name} ({columns})")


def in_duckdb(sql: str) -> str:
    """Transpile a compiled model, and mend what sqlglot says otherwise than Spark means it."""
    tree = sqlglot.parse_one(sql, read="spark")
    # Spark's timestamps are moments: what has no zone in DuckDB is UTC, in both directions.
    for utc in list(tree.find_all(exp.AtTimeZone)):
        utc.set("this", exp.cast(utc.this, "timestamptz"))
    for local in list(tree.find_all(exp.FromTimeZone)):
        moment = exp.cast(local.this, "timestamptz")
        naive = exp.AtTimeZone(this=moment, zone=exp.Literal.string("UTC"))
        local.replace(exp.AtTimeZone(this=naive, zone=local.args["zone"]))
    for epoch in list(tree.find_all(exp.StrToUnix)):
        epoch.replace(exp.func("epoch", epoch.this))
    for texts in list(tree.find_all(exp.FromJson)):
        texts.set("expression", exp.Literal.string('["VARCHAR"]'))
    for days in list(tree.find_all(exp.GenerateSeries)):
        is_of_numbers = days.find(exp.DateDiff, exp.Day, exp.DayOfMonth) is not None
        if days.args.get("step") is None and "date" in days.sql().lower() and not is_of_numbers:
            days.set("step", sqlglot.parse_one("interval 1 day", read="duckdb"))
    transpiled: str = tree.sql(dialect="duckdb")
    # Spark's name of a month, which sqlglot passes on.
    return transpiled.replace("DATE_TRUNC('MM',", "DATE_TRUNC('MONTH',")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
