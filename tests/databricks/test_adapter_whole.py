"""dbt-databricks runs the whole project against the stand-in of a warehouse, on two mornings.

An hour or so: `make databricks-whole` sets DAYBOOK_PARITY; test_adapter_smoke.py is the small
version. What it proves, and what not, is said there and in docs/databricks.md.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
import yaml

from samples import write_next_day
from tests.databricks.emulation_list import LISTED
from tests.databricks.runs import DatabricksRuns, Statement, running_warehouse
from tests.houses import House, new_house
from tests.parity import assert_equal_lakes, new_twin, take_bronze, unreadable_tables
from tests.spark import need_java, only_on_request

pytestmark = [
    pytest.mark.databricks,
    *only_on_request(4, "an hour on Spark: make databricks-whole"),
]
DAYS = 30
LATE = "fitbit_ben/*W25*"
# Unit tests run on the embedded engine; seeds are loaded once, before the first build.
BUILD = ("build", "--exclude-resource-type", "seed", "unit_test")
PASSED = {"success", "pass", "warn"}


@dataclass(frozen=True)
class Whole:
    """A household's second morning on both engines, and what it took.

    runs: how each node of the first and of the second build ended.
    statements: those until the end of the first build, and those after it.
    """

    local: House
    lake: House
    runs: tuple[dict[str, str], dict[str, str]]
    statements: tuple[list[Statement], list[Statement]]
    catalog: dict[str, Any]
    manifest: dict[str, Any]
    state: dict[str, Any]


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Whole]:
    """All models and their tests from nothing, then a day more with a late file, then the docs."""
    need_java()
    folder = tmp_path_factory.mktemp("databricks")
    local = new_house(folder, days=DAYS)
    (late,) = (local.folder / "inbox").glob(LATE)
    content = late.read_bytes()
    late.unlink()
    local.refresh()
    lake = new_twin(local, folder / "databricks_lake")
    lake.folder.mkdir()
    late.write_bytes(content)
    local = replace(local, as_of=write_next_day(local.folder).as_of.isoformat())
    local.refresh()

    with running_warehouse(folder / "warehouse") as warehouse:
        runs = DatabricksRuns(lake, warehouse)
        runs.dbt("seed")
        runs.dbt(*BUILD)
        first, count = runs.results(), len(warehouse.statements())
        runs = replace(runs, house=take_bronze(lake, local))
        runs.dbt(*BUILD)
        second = runs.results()
        runs.dbt("docs", "generate")
        statements = warehouse.statements()
        yield Whole(
            *(local, runs.house, (first, second), (statements[:count], statements[count:])),
            *(runs.catalog(), runs.manifest(), warehouse.state()),
        )


def test_every_node_of_both_builds_passes(whole: Whole) -> None:
    for run in whole.runs:
        assert {name: status for name, status in run.items() if status not in PASSED} == {}
    built = {name for name in whole.runs[0] if name.startswith("model.")}
    assert built == set(tables_of(whole, "model"))
    assert len(built) > 140


def test_silver_and_gold_are_those_of_the_embedded_engine_row_by_row(whole: Whole) -> None:
    assert_equal_lakes(whole.local, whole.lake)


def test_the_list_holds_all_that_was_emulated_and_nothing_else(whole: Whole) -> None:
    used = {name for part in whole.statements for one in part for name in one.emulated}

    assert used == {one["name"] for one in yaml.safe_load(LISTED.read_text("utf-8"))}
    assert [one.sql for part in whole.statements for one in part if one.error] == []


def test_a_table_by_months_is_not_written_anew(whole: Whole) -> None:
    built = whole.lake.rows("silver_operations__built_months", "silver")
    months = {row["model_name"] for row in built}
    created = [one.sql for one in whole.statements[1] if "create or replace table" in one.sql]

    assert len(months) > 20
    assert not {name for name in months for sql in created if f"`{name}`" in sql}


def test_docs_find_every_table_with_all_of_its_columns(whole: Whole) -> None:
    expected = {
        name: sorted(node["columns"]) for name, node in tables_of(whole, "model", "seed").items()
    }

    assert {name: sorted(whole.catalog[name]["columns"]) for name in expected} == expected


def test_every_table_is_tagged_and_gold_is_granted(whole: Whole) -> None:
    models = {f"{node['schema']}.{node['name']}" for node in tables_of(whole, "model").values()}

    assert set(whole.state["tags"]) == models
    assert set(whole.state["grants"]) == {name for name in models if name.startswith("gold.")}


def test_every_engine_can_read_what_was_written(whole: Whole) -> None:
    assert unreadable_tables(whole.lake) == set()


def tables_of(whole: Whole, *kinds: str) -> dict[str, Any]:
    """Return the nodes of these kinds that leave a table, by their ids."""
    return {
        name: node
        for name, node in whole.manifest.items()
        if node["resource_type"] in kinds and node["config"]["materialized"] != "ephemeral"
    }
