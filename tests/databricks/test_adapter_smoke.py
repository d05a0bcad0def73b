"""dbt-databricks runs one path of the project against a stand-in of a warehouse: a smoke test.

It proves that the adapter's macros, the project's configuration of them and the statements of
Delta Lake fit together. It proves nothing of Unity Catalog: `emulated.yml` lists what was emulated.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from deltalake import DeltaTable

from tests.databricks.emulation_list import LISTED
from tests.databricks.runs import (
    READERS,
    DatabricksRuns,
    Statement,
    running_warehouse,
    take_bronze,
)
from tests.houses import PROJECT, House, new_house
from tests.spark import need_java

# Spark takes minutes, the more so beside another worker.
pytestmark = [pytest.mark.databricks, pytest.mark.slow, pytest.mark.timeout(1800)]

PATH = (
    *("--select", "+daily_room_climate", "silver_operations__built_months"),
    *("--indirect-selection", "cautious"),
)
NOTEBOOK = PROJECT / "notebooks" / "rooms.py"
MONTHS = ("silver/silver_home__sensor_states", "gold/daily_room_climate")
WHOLE = ("silver/silver_household__rooms", "silver/silver_household__sensors")
KEPT = "gold/daily_balance_forecast"
# The first local day of a month begins in the month before by UTC, so that a file of June has
# records of both; one of May has those of May alone, where the household begins.
LATE = "temperature_2026-05.csv"


@dataclass(frozen=True)
class Seen:
    """What the runs left, before anything else touches the lake."""

    local: House
    lake: House
    first: dict[str, str]
    second: dict[str, str]
    files: tuple[dict[str, set[str]], dict[str, set[str]]]
    rows: dict[str, list[str]]
    statements: tuple[list[Statement], list[Statement]]
    catalog: dict[str, Any]
    manifest: dict[str, Any]
    state: dict[str, Any]
    protocols: dict[str, list[str] | None]
    clustered: tuple[list[str] | None, list[str]]
    notebook: list[str]


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """Debug, seed, build, a build with a late file, docs; then one table by liquid clustering."""
    need_java()
    folder = tmp_path_factory.mktemp("databricks")
    local = new_house(folder, days=40)
    inbox = folder / "house" / "inbox" / "home_assistant"
    lake = replace(local, lake=folder / "databricks_lake")
    held_back = shutil.move(inbox / LATE, folder / LATE)
    local.daybook("ingest", str(inbox), "--source", "home_assistant")
    shutil.copytree(local.lake, lake.lake)
    # A lake that was built elsewhere before brings what nothing can compute again.
    lake.keep_forecast(date(2026, 6, 1))
    shutil.move(held_back, inbox / LATE)
    local.daybook("ingest", str(inbox), "--source", "home_assistant")
    local.dbt("build", *PATH, "--exclude-resource-type", "test", "unit_test")

    with running_warehouse(folder / "warehouse") as warehouse:
        runs = DatabricksRuns(lake, warehouse)
        runs.dbt("debug")
        runs.dbt("seed", *PATH)
        runs.dbt("build", *PATH, "--exclude-resource-type", "seed", "unit_test")
        first, files = runs.results(), partition_files(lake)
        count = len(warehouse.statements())
        take_bronze(local, lake)
        runs.dbt("build", *PATH, "--exclude-resource-type", "seed", "unit_test")
        second, files_then = runs.results(), partition_files(lake)
        runs.dbt("docs", "generate", *PATH)
        statements = warehouse.statements()
        rows = {name: rows_as_text(lake, name) for name in (*MONTHS, *WHOLE, KEPT)}
        protocols = {str(path.relative_to(lake.lake)): features(path) for path in tables(lake)}
        notebook = warehouse.run_notebook(NOTEBOOK)
        clusters = replace(runs, clusters=True)
        clusters.dbt("run", "--select", "daily_room_climate", "--full-refresh")
        clustered = features(lake.lake / MONTHS[1]), rows_as_text(lake, MONTHS[1])
        yield Seen(
            *(local, lake, first, second, (files, files_then), rows),
            (statements[:count], statements[count:]),
            *(runs.catalog(), runs.manifest(), warehouse.state(), protocols, clustered, notebook),
        )


def test_every_node_of_both_builds_passes(seen: Seen) -> None:
    assert len(seen.first) > 40
    assert set(seen.first.values()) == {"success", "pass"}
    assert seen.second.keys() == seen.first.keys()
    assert set(seen.second.values()) == {"success", "pass"}


def test_the_list_holds_all_that_was_emulated_and_nothing_else(seen: Seen) -> None:
    used = {name for part in seen.statements for one in part for name in one.emulated}

    assert used == {one["name"] for one in yaml.safe_load(LISTED.read_text("utf-8"))}
    assert [one.sql for part in seen.statements for one in part if one.error] == []


def test_the_second_build_replaces_the_late_files_month_alone(seen: Seen) -> None:
    before, after = seen.files
    states, climate = MONTHS
    assert before[f"{states} 2026-06"] == after[f"{states} 2026-06"] != set()
    for table in (states, climate):
        assert not before[f"{table} 2026-05"] & after[f"{table} 2026-05"], table
    created = [one.sql for one in seen.statements[1] if "create or replace table" in one.sql]
    assert not [sql for sql in created if "silver_home__" in sql or "room_climate" in sql]


def test_silver_and_gold_are_those_of_the_embedded_engine_row_by_row(seen: Seen) -> None:
    for table in (*MONTHS, *WHOLE):
        assert seen.rows[table], table
        assert seen.rows[table] == rows_as_text(seen.local, table), table


def test_docs_find_every_node_with_all_of_its_columns(seen: Seen) -> None:
    expected = {
        name: sorted(node["columns"])
        for name, node in seen.manifest.items()
        if name
        in set(seen.second) | {"seed.daybook.comfort_bands", "seed.daybook.unit_conversions"}
        and node["resource_type"] in ("model", "seed")
    }

    assert len(expected) > 15
    assert {name: sorted(seen.catalog[name]["columns"]) for name in expected} == expected


def test_the_catalog_is_told_what_tables_and_columns_mean(seen: Seen) -> None:
    climate = DeltaTable(str(seen.lake.lake / "silver" / "silver_household__rooms"))
    node = seen.manifest["model.daybook.silver_household__rooms"]

    assert climate.metadata().description == node["description"]
    told = {field.name: field.metadata["comment"] for field in climate.schema().fields}
    assert told == {name: one["description"] for name, one in node["columns"].items()}


def test_tables_are_tagged_by_whether_they_tell_of_a_person(seen: Seen) -> None:
    tags = seen.state["tags"]

    assert tags["gold.daily_room_climate"] == {"personal_data": "true"}
    assert tags["silver.silver_household__rooms"] == {"personal_data": "true"}
    assert tags["bronze.bronze_operations__decoded_months"] == {"personal_data": "false"}


def test_readers_may_select_gold_and_nothing_else(seen: Seen) -> None:
    assert seen.state["grants"] == {"gold.daily_room_climate": [[READERS, "SELECT"]]}


def test_every_engine_can_read_and_write_the_tables(seen: Seen) -> None:
    # No table feature: no deletion vectors, no column mapping, no clusters.
    assert set(seen.protocols) > {*MONTHS, *WHOLE, KEPT}
    assert {name: found for name, found in seen.protocols.items() if found} == {}


def test_a_table_that_keeps_history_is_taken_over_with_its_rows(seen: Seen) -> None:
    assert len(seen.rows[KEPT]) == 1
    taken = [one.sql for one in seen.statements[0] if "table if not exists" in one.sql]
    assert [sql for sql in taken if "gold.daily_balance_forecast" in sql]


def test_liquid_clustering_is_for_those_who_ask_for_it(seen: Seen) -> None:
    table_features, rows = seen.clustered

    assert "ClusteredTable" in str(table_features) or "clustering" in str(table_features)
    assert rows == seen.rows[MONTHS[1]]


def test_the_notebook_shows_each_room_and_month_as_gold_has_it(seen: Seen) -> None:
    rows = seen.lake.rows("daily_room_climate")
    days = Counter(
        (row["event_month"], row["room_id"])
        for row in rows
        if row["temperature_celsius_mean"] is not None
    )
    lines = [line.split("|") for line in seen.notebook[1].splitlines() if line.startswith("|2")]

    found = {(month.strip(), room.strip()): int(count) for _, month, room, count, *_ in lines}
    assert found == {key: days[key] for key in {(r["event_month"], r["room_id"]) for r in rows}}
    assert all(seen.notebook[1:])


def tables(house: House) -> list[Path]:
    """Return the folders of all Delta tables of silver and gold."""
    return [log.parent for log in house.lake.glob("[sg]*/*/_delta_log")]


def features(path: Path) -> list[str] | None:
    """Return the table features that a writer of the table must know, None where there are none."""
    protocol = DeltaTable(str(path)).protocol()
    return [*(protocol.reader_features or []), *(protocol.writer_features or [])] or None


def partition_files(house: House) -> dict[str, set[str]]:
    """Return the present files of the tables by month."""
    found: dict[str, set[str]] = {}
    for table in MONTHS:
        for uri in DeltaTable(str(house.lake / table)).file_uris():
            month = uri.split("event_month=")[1].split("/")[0]
            found.setdefault(f"{table} {month}", set()).add(uri)
    return found


def rows_as_text(house: House, table: str) -> list[str]:
    """Return a table's rows as text that does not depend on their order."""
    layer, name = table.split("/")
    return house.rows_as_text(name, layer)
