"""What runs leave behind in a lake, without a build: their rows, and what was killed."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from ingestion.storage.local import LocalStorage
from ingestion.storage.locations import location_of
from ingestion.tables import RUN_HISTORY, RUN_NODES, RUNS, TABLE_PROFILES
from runner.dbt_build import BuildResult, NodeResult
from runner.gate import reasons, why_stale
from runner.inputs import fingerprint_of_inputs
from runner.publication import Publication
from runner.run_history import (
    NUMBERS,
    WATCH,
    begin_run,
    begun_runs,
    is_dead,
    is_of_later_run,
    read_last_run,
)
from runner.settings import Settings
from runner.tables import read_record_rows
from tests.buckets import Bucket

MODEL = NodeResult("daily_walks", "model", "success", "OK", 1.5, "model.daily_walks")
CHECK = NodeResult(
    *("in_range_walks", "test", "fail", "Got 2 results", 0.25, "test.in_range_walks"),
    tables=("daily_walks",),
    check_kind="in_range",
    demand="Nobody walks so far.",
    count_failures=2,
)
BROKEN = replace(MODEL, status="error", message="cannot cast 'Anna' to int")


def settings_of(lake: Path | str, day: int = 1) -> Settings:
    return Settings(location_of(lake), None, datetime(2026, 7, day, 6, tzinfo=UTC), "local")


def run_with(settings: Settings, *nodes: NodeResult) -> BuildResult:
    build = BuildResult(nodes)
    run = begin_run(settings, "abcdef0123")
    run.record(NUMBERS, build)
    run.end()
    return build


def rows_of(settings: Settings, table: str) -> list[dict[str, Any]]:
    return read_record_rows(settings.lake / "bronze" / table)


def test_a_run_is_read_back_as_it_was(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    build = run_with(settings, MODEL, CHECK)

    last = read_last_run(settings.lake)

    assert last is not None
    assert (last.number, last.outcome, last.as_of) == (1, "held_back", "2026-07-01T06:00:00Z")
    assert [replace(node, message="") for node in build.nodes] == [
        replace(node, tables=node.tables if node.kind == "test" else ())
        for node in last.build.nodes
    ]
    assert begun_runs(settings.lake) == []


def test_a_run_in_a_bucket_is_read_back_as_in_a_folder(bucket: Bucket) -> None:
    settings = settings_of(f"s3://{bucket.name}/our/lake")
    run_with(settings, MODEL)
    run_with(settings, CHECK)

    last = read_last_run(settings.lake)

    assert last is not None
    assert (last.number, last.outcome) == (2, "held_back")


def test_the_words_of_an_error_stay_out_of_the_lake(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    run_with(settings, BROKEN)

    assert [row["status"] for row in rows_of(settings, RUN_NODES)] == ["error"]
    assert "Anna" not in json.dumps([rows_of(settings, table) for table in RUN_HISTORY])


def test_a_second_build_that_fails_holds_the_run_back(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    run = begin_run(settings, "abcdef0123")
    run.record(NUMBERS, BuildResult((MODEL,)))
    assert [row["outcome"] for row in rows_of(settings, RUNS)] == ["passed"]

    run.record(WATCH, BuildResult((CHECK,)))

    (row,) = rows_of(settings, RUNS)
    assert (row["outcome"], row["count_nodes"], row["count_failed_checks"]) == ("held_back", 2, 1)
    assert {row["stage"] for row in rows_of(settings, RUN_NODES)} == {NUMBERS, WATCH}


def test_a_run_that_never_ended_is_written_down_by_the_next_one(tmp_path: Path) -> None:
    begin_run(settings_of(tmp_path), "abcdef0123")
    settings = settings_of(tmp_path, day=2)

    run_with(settings, MODEL)

    outcomes = {
        row["run_number"]: (row["outcome"], row["as_of"]) for row in rows_of(settings, RUNS)
    }
    assert outcomes == {
        1: ("killed", "2026-07-01T06:00:00Z"),
        2: ("passed", "2026-07-02T06:00:00Z"),
    }
    assert begun_runs(settings.lake) == []


@pytest.mark.parametrize(
    ("changed", "expected"),
    [({}, False), ({"process": 2**22 + 1}, True), ({"process": 2**22 + 1, "host": "other"}, False)],
    ids=["at work", "its process is gone", "on another machine"],
)
def test_a_run_is_dead_when_its_process_is_gone(
    tmp_path: Path, changed: Mapping[str, Any], expected: bool
) -> None:
    begin_run(settings_of(tmp_path), "abcdef0123")
    (begun,) = begun_runs(location_of(tmp_path))

    assert is_dead({**begun, **changed}) is expected


def test_a_run_alone_calls_for_no_build(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    before = fingerprint_of_inputs(settings, "UTC")
    run_with(settings, MODEL)

    assert fingerprint_of_inputs(settings, "UTC") == before


def test_a_disk_that_is_full_costs_the_rows_and_not_the_build(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    settings = settings_of(tmp_path)
    monkeypatch.setattr(LocalStorage, "replace", full)
    monkeypatch.setattr(LocalStorage, "replace_from", full)
    monkeypatch.setattr(LocalStorage, "create", full)

    run_with(settings, MODEL)

    assert "could not be written down" in capsys.readouterr().err


def test_profiles_count_rows_and_nulls_of_the_tables_that_were_built(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    for name in ("daily_walks", "not_built"):
        walks = pa.table({"steps": pa.array([1, None, 3]), "person": ["a", "b", "c"]})
        write_deltalake(str(tmp_path / "gold" / name), walks)

    run_with(settings, MODEL)

    assert [
        (row["layer"], row["table_name"], row["column_name"], row["count_rows"], row["count_nulls"])
        for row in rows_of(settings, TABLE_PROFILES)
    ] == [
        ("gold", "daily_walks", None, 3, None),
        ("gold", "daily_walks", "steps", 3, 1),
        ("gold", "daily_walks", "person", 3, 0),
    ]


def test_only_rows_of_later_runs_are_left_out_of_a_rebuild(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    for _ in range(2):
        run_with(settings, MODEL)
    keys = sorted(key for key in settings.lake.storage.walk("bronze") if key.endswith(".parquet"))

    later = [key for key in keys if is_of_later_run(key, 1)]

    assert 0 < len(later) == len(keys) / 2
    assert not is_of_later_run("bronze/raw/source=a/00000009-x.csv", 1)


def test_a_run_is_stale_news_only_after_the_published_one(tmp_path: Path) -> None:
    settings = settings_of(tmp_path)
    run_with(settings, MODEL, CHECK)
    last = read_last_run(settings.lake)
    published = Publication("2026-06-30T06:00:00Z", "run", {}, "", 0)

    lake = settings.lake

    said = why_stale(lake, published, last)

    assert said.startswith("STALE since 2026-06-30T06:00:00Z: the run of 2026-07-01T06:00:00Z was")
    assert why_stale(lake, replace(published, run_number=1), last) == ""
    assert why_stale(lake, None, last).startswith("Nothing is published yet: ")
    assert why_stale(lake, published, None) == ""


def test_a_reason_names_check_table_rows_demand_and_remedy(tmp_path: Path) -> None:
    (reason,) = reasons(settings_of(tmp_path), BuildResult((MODEL, CHECK)))

    assert reason.startswith("in_range_walks of daily_walks found 2 rows. Nobody walks so far.\n")
    assert "dbt show --select in_range_walks" in reason
