"""A small lake to crawl: three tables of Delta, what runs left of them, and dbt's manifest."""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
from deltalake import write_deltalake

from ingestion import open_lake
from ingestion.storage.locations import location_of
from observability.alerts.health import Health, SourceState, write_health
from runner.dbt_build import BuildResult, NodeResult, artifact
from runner.publication import Publication, publish
from runner.run_history import NUMBERS, begin_run
from runner.settings import Settings, iso
from runner.tables import table_versions

WALKS, DAYS, HELPER = (
    "model.daybook.silver_walks",
    "model.daybook.daily_walks",
    "model.daybook.silver_walks_checked",
)
BUILT = tuple(
    NodeResult(name.split(".")[2], "model", "success", "", 1.5, name, (name.split(".")[2],))
    for name in (WALKS, DAYS)
)
RANGE = NodeResult(
    *("in_range_steps", "test", "pass", "", 0.25, "test.daybook.in_range_steps"),
    tables=("daily_walks",),
    check_kind="in_range",
    count_failures=0,
)
STEPS = pa.table({"person_id": ["anna", "ben"], "steps": pa.array([12, None], pa.int64())})


def settings_of(lake: Path, day: int = 1) -> Settings:
    return Settings(location_of(lake), None, datetime(2026, 7, day, 6, tzinfo=UTC), "local")


def small_lake(lake: Path) -> Settings:
    """Return the settings of a lake that was refreshed once."""
    settings = settings_of(lake)
    open_lake(settings.lake, settings.as_of)
    for layer, name in (("silver", "silver_walks"), ("gold", "daily_walks")):
        write_table(settings, layer, name, STEPS)
    path = artifact(settings, "manifest.json")
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(manifest()))
    refresh(settings, *BUILT, RANGE)
    return settings


def write_table(settings: Settings, layer: str, name: str, rows: pa.Table) -> None:
    write_deltalake(
        str(settings.lake / layer / name), rows, mode="overwrite", schema_mode="overwrite"
    )


def refresh(settings: Settings, *nodes: NodeResult) -> None:
    """Leave what a refresh leaves whose build came to these nodes."""
    build = BuildResult(nodes)
    run = begin_run(settings, "abcdef0123")
    run.record(NUMBERS, build)
    run.end()
    outcome = "published" if build.outcome == "passed" else "held_back"
    if outcome == "published":
        versions = table_versions(settings.lake / "gold")
        published = Publication(iso(settings.as_of), run.run_id, versions, "", run.number)
        publish(settings.lake, published)
    write_health(
        settings.lake.storage,
        Health(
            iso(settings.as_of),
            "published" if outcome == "published" else "held_back",
            None,
            sources=(SourceState("watch", "2026-06-30T22:00:00Z", "2026-07-03T00:00:00Z"),),
            parents={"silver_walks": ("source:watch",), "daily_walks": ("silver_walks",)},
        ),
    )


def manifest() -> dict[str, Any]:
    """Return what dbt would say of the lake's project, as far as anything reads it."""
    models = (
        _model("silver", "silver_walks", [], "select 'anna' as person_id, 12 as steps"),
        _model("silver", "silver_walks_checked", [WALKS], None, materialized="ephemeral"),
        _model("gold", "daily_walks", [WALKS], "select person_id, steps from silver.silver_walks"),
    )
    range_test = {
        "resource_type": "test",
        "unique_id": RANGE.node_id,
        "name": RANGE.name,
        "attached_node": DAYS,
        "column_name": "steps",
        "test_metadata": {"name": "in_range"},
        "description": "The record is about 300000.",
        "raw_code": "{{ test_in_range() }}",
        "config": {"meta": {}},
        "depends_on": {"nodes": [DAYS]},
    }
    fact = {
        **range_test,
        "unique_id": "test.daybook.assert_walks_end",
        "name": "assert_walks_end",
        "attached_node": None,
        "column_name": None,
        "test_metadata": None,
        "description": "",
        "raw_code": "-- Every walk ends.\n-- None goes on.\nselect 1",
        "config": {"meta": {"dimension": "timeliness"}},
        "depends_on": {"nodes": [WALKS, DAYS]},
    }
    owner = {"name": "fitness", "owner": {"name": "Fitness", "email": None}}
    nodes = {node["unique_id"]: node for node in (*models, range_test, fact)}
    return {
        "metadata": {"project_name": "daybook", "send_anonymous_usage_stats": True},
        "nodes": nodes,
        "groups": {"group.daybook.fitness": owner},
        "docs": {},
    }


def _model(
    layer: str, name: str, parents: list[str], code: str | None, materialized: str = "table"
) -> dict[str, Any]:
    columns = {"person_id": "Person that walked.", "steps": "Steps, counted."}
    return {
        "resource_type": "model",
        "unique_id": f"model.daybook.{name}",
        "name": name,
        "alias": name,
        "schema": layer,
        "relation_name": f"{layer}.{name}",
        "tags": [layer],
        "group": "fitness",
        "description": f"Walks: one row per person of {layer}.",
        "original_file_path": f"models/{layer}/{name}.sql",
        "raw_code": code or "",
        "compiled_code": code,
        "language": "sql",
        "meta": {},
        "docs": {"show": True, "node_color": None},
        "config": {"materialized": materialized, "meta": {"is_personal": layer == "gold"}},
        "depends_on": {"nodes": parents},
        "columns": {
            column: {"name": column, "description": words, "data_type": None}
            for column, words in columns.items()
        },
    }
