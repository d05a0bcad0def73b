"""Lineage of a project lies in the lake: what did not change is read back, not computed."""

import json
from copy import deepcopy
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingestion.parts import Kind, kind_of
from ingestion.storage.locations import location_of
from ingestion.tables import COLUMN_LINEAGE
from lineage import project
from lineage.edges import Edge
from runner.column_lineage import read_or_compute_lineage
from runner.inputs import fingerprint_of_inputs
from runner.settings import Settings
from runner.tables import read_record_rows
from tests.buckets import Bucket

BRONZE = "model.house.bronze_meters"
SILVER, GOLD, BRIEF = "model.house.readings", "model.house.daily_use", "model.house.brief"
NO_CATALOG: dict[str, Any] = {}


def settings_of(lake: Path | str) -> Settings:
    return Settings(location_of(lake), None, datetime(2026, 7, 1, 6, tzinfo=UTC), "local")


def node(
    name: str, schema: str, sql: str, kind: str, *reads: str, columns: str = "", **more: Any
) -> Any:
    return {
        **more,
        "unique_id": name,
        "name": name.rpartition(".")[2],
        "schema": schema,
        "resource_type": "model",
        "config": {"materialized": kind},
        "depends_on": {"nodes": list(reads)},
        "columns": {column: {} for column in columns.split()},
        "compiled_code": sql,
    }


def a_project() -> dict[str, Any]:
    """Return a project of four models, one of them ephemeral."""
    inlined = "select meter, cast(value as double) as amount from bronze.bronze_meters"
    nodes = (
        node(BRONZE, "bronze", "select null as meter", "declared", columns="meter value"),
        node(SILVER, "silver", inlined, "ephemeral", BRONZE),
        node(
            GOLD,
            "gold",
            f"with __dbt__cte__readings as ({inlined}) "
            "select meter, sum(amount) as amount, count(*) as many "
            "from __dbt__cte__readings group by meter",
            "months",
            SILVER,
            extra_ctes=[{"id": SILVER, "sql": f" __dbt__cte__readings as ({inlined})"}],
        ),
        node(BRIEF, "gold", "select amount as value from gold.daily_use", "table", GOLD),
    )
    return {"nodes": {one["unique_id"]: one for one in nodes}}


@pytest.fixture
def computed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the models that are computed while the test runs."""
    asked: list[str] = []
    compute = project._edges_of

    def noted(node_id: str, *rest: Any) -> tuple[Edge, ...]:
        asked.append(node_id)
        return compute(node_id, *rest)

    monkeypatch.setattr(project, "_edges_of", noted)
    return asked


def test_edges_go_through_ephemeral_models(tmp_path: Path) -> None:
    edges = read_or_compute_lineage(settings_of(tmp_path), a_project(), NO_CATALOG)

    assert edges == [
        Edge(SILVER, "meter", BRONZE, "meter", "copy"),
        Edge(
            *(SILVER, "amount", BRONZE, "value", "transform"),
            "CAST(bronze_meters.value AS DOUBLE)",
        ),
        Edge(GOLD, "meter", SILVER, "meter", "copy"),
        Edge(GOLD, "amount", SILVER, "amount", "aggregate", "SUM(__dbt__cte__readings.amount)"),
        Edge(GOLD, "many", None, None, "constant", "COUNT(*)"),
        Edge(GOLD, None, SILVER, "meter", "filter"),
        Edge(BRIEF, "value", GOLD, "amount", "copy"),
    ]


def test_an_unchanged_project_is_read_back(tmp_path: Path, computed: list[str]) -> None:
    settings = settings_of(tmp_path)
    first = read_or_compute_lineage(settings, a_project(), NO_CATALOG)
    assert computed == [SILVER, GOLD, BRIEF]

    assert read_or_compute_lineage(settings, a_project(), NO_CATALOG) == first
    assert len(computed) == 3


def test_only_what_changed_is_computed_again(tmp_path: Path, computed: list[str]) -> None:
    settings = settings_of(tmp_path)
    changed = a_project()
    read_or_compute_lineage(settings, changed, NO_CATALOG)
    computed.clear()

    sql = changed["nodes"][GOLD]["compiled_code"]
    changed["nodes"][GOLD]["compiled_code"] = sql.replace("sum(amount)", "max(amount)")
    edges = read_or_compute_lineage(settings, changed, NO_CATALOG)

    assert computed == [GOLD]
    assert "MAX(__dbt__cte__readings.amount)" in {edge.expression for edge in edges}


def test_a_new_column_upstream_calls_its_readers(tmp_path: Path, computed: list[str]) -> None:
    settings = settings_of(tmp_path)
    changed = a_project()
    changed["nodes"][BRIEF]["compiled_code"] = "select * from gold.daily_use"
    read_or_compute_lineage(settings, changed, NO_CATALOG)
    computed.clear()

    sql = changed["nodes"][GOLD]["compiled_code"]
    changed["nodes"][GOLD]["compiled_code"] = sql.replace("count(*)", "1 as one, count(*)")
    edges = read_or_compute_lineage(settings, changed, NO_CATALOG)

    assert computed == [GOLD, BRIEF]
    assert Edge(BRIEF, "one", GOLD, "one", "copy") in edges


def test_a_change_within_an_ephemeral_model_is_none_of_its_readers(
    tmp_path: Path, computed: list[str]
) -> None:
    settings = settings_of(tmp_path)
    changed = a_project()
    read_or_compute_lineage(settings, changed, NO_CATALOG)
    computed.clear()

    silver, gold = changed["nodes"][SILVER], changed["nodes"][GOLD]
    for place in (silver, gold, gold["extra_ctes"][0]):
        key = "sql" if "sql" in place else "compiled_code"
        place[key] = place[key].replace("as double", "as float")
    edges = read_or_compute_lineage(settings, changed, NO_CATALOG)

    assert computed == [SILVER]
    assert "CAST(bronze_meters.value AS FLOAT)" in {edge.expression for edge in edges}


def test_another_morning_changes_nothing(tmp_path: Path, computed: list[str]) -> None:
    settings = settings_of(tmp_path)
    morning = a_project()
    sql = "select amount as value, cast('{}' as timestamp) as at from gold.daily_use"
    morning["nodes"][BRIEF]["compiled_code"] = sql.format("2026-07-01T06:00:00Z")
    read_or_compute_lineage(settings, morning, NO_CATALOG)
    computed.clear()

    morning["nodes"][BRIEF]["compiled_code"] = sql.format("2026-07-02T06:00:00.5Z")
    edges = read_or_compute_lineage(settings, morning, NO_CATALOG)

    assert computed == []
    assert Edge(BRIEF, "at", None, None, "constant", "AS_OF()") in edges


def test_a_model_that_was_not_compiled_keeps_what_was_said_of_it(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    edges = read_or_compute_lineage(settings, a_project(), NO_CATALOG)
    half = a_project()
    half["nodes"][GOLD]["compiled_code"] = None

    assert read_or_compute_lineage(settings, half, NO_CATALOG) == edges


def test_a_model_that_is_gone_leaves_no_row(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    read_or_compute_lineage(settings, a_project(), NO_CATALOG)
    smaller = a_project()
    del smaller["nodes"][BRIEF]

    read_or_compute_lineage(settings, smaller, NO_CATALOG)

    rows = read_record_rows(settings.lake / "bronze" / COLUMN_LINEAGE)
    assert {row["node_id"] for row in rows} == {SILVER, GOLD}


def test_a_model_that_cannot_be_told_is_named_and_leaves_the_others(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = a_project()
    broken["nodes"][GOLD]["compiled_code"] = "select * from explode(array(1))"
    broken["nodes"][GOLD]["columns"] = {"amount": {}}

    edges = read_or_compute_lineage(settings_of(tmp_path), broken, NO_CATALOG)

    assert {edge.table for edge in edges} == {SILVER, BRIEF}
    assert f"no column lineage: {GOLD}: nothing tells" in capsys.readouterr().err


def test_a_model_may_ask_its_own_table(tmp_path: Path) -> None:
    first, later = a_project(), a_project()
    later["nodes"][BRIEF]["columns"] = {"value": {}}
    later["nodes"][BRIEF]["compiled_code"] = (
        "with kept as (select max(value) as newest from gold.brief) "
        "select amount as value from gold.daily_use cross join kept where amount > newest"
    )
    first["nodes"][BRIEF]["compiled_code"] = (
        "select amount as value from gold.daily_use where amount > 0"
    )

    at_first = read_or_compute_lineage(settings_of(tmp_path / "a"), first, NO_CATALOG)
    assert read_or_compute_lineage(settings_of(tmp_path / "b"), later, NO_CATALOG) == at_first


def test_the_catalog_tells_the_columns_of_what_has_no_query(tmp_path: Path) -> None:
    silent = deepcopy(a_project())
    silent["nodes"][BRONZE]["columns"] = {}
    catalog: dict[str, Any] = {"nodes": {BRONZE: {"columns": {"METER": {}, "value": {}}}}}

    edges = read_or_compute_lineage(settings_of(tmp_path), silent, catalog)

    assert edges == read_or_compute_lineage(settings_of(tmp_path / "b"), a_project(), NO_CATALOG)


def test_lineage_in_a_bucket_is_read_back(bucket: Bucket, computed: list[str]) -> None:
    settings = settings_of(f"s3://{bucket.name}/our/lake")
    first = read_or_compute_lineage(settings, a_project(), NO_CATALOG)

    assert read_or_compute_lineage(settings, a_project(), NO_CATALOG) == first
    assert len(computed) == 3


def test_lineage_calls_for_no_new_build_and_no_backup(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    before = fingerprint_of_inputs(settings, "UTC")
    read_or_compute_lineage(settings, a_project(), NO_CATALOG)

    assert fingerprint_of_inputs(settings, "UTC") == before
    (file,) = (tmp_path / "bronze" / COLUMN_LINEAGE).rglob("*.parquet")
    assert kind_of(file.relative_to(tmp_path).as_posix()) == Kind.COMPUTED


def test_an_edge_is_what_the_catalog_document_has() -> None:
    edge = Edge(GOLD, "meter", SILVER, "meter", "copy")

    assert json.loads(json.dumps(edge.as_json())) == {
        "table": GOLD,
        "column": "meter",
        "upstream_table": SILVER,
        "upstream_column": "meter",
        "kind": "copy",
        "expression": "",
    }
