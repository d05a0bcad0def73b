"""A crawl of a small lake: what it says, what it reads again, and what it keeps."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pyarrow as pa
import pytest

import observability.crawler
from ingestion.tables import SCHEMA_CHANGES
from runner.crawling import crawl, read_document
from runner.dbt_build import artifact
from runner.errors import CommandError
from runner.forget import erase_former
from runner.inputs import fingerprint_of_inputs
from runner.settings import NO_SITE, PROJECT_FOLDER
from runner.tables import open_delta_table, read_record_rows
from tests.crawled_lakes import (
    BUILT,
    DAYS,
    HELPER,
    RANGE,
    STEPS,
    WALKS,
    refresh,
    settings_of,
    small_lake,
    write_table,
)

SCHEMA = json.loads(
    (Path(observability.crawler.__file__).parent / "schema.json").read_text("utf-8")
)


def valid(document: dict[str, Any]) -> dict[str, Any]:
    jsonschema.Draft202012Validator(SCHEMA).validate(document)
    return document


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the names of the tables that are opened from now on."""
    names: list[str] = []

    def counted(place: Any, *arguments: Any) -> Any:
        names.append(place.name)
        return open_delta_table(place, *arguments)

    monkeypatch.setattr("runner.crawled_tables.open_delta_table", counted)
    return names


def test_a_table_is_described_by_what_is_stored_declared_and_found(tmp_path: Path) -> None:
    document = valid(crawl(small_lake(tmp_path)))

    table = document["tables"][DAYS]
    assert (table["layer"], table["owner"], table["is_personal"]) == ("gold", "Fitness", True)
    assert (table["count_rows"], table["rows_history"]) == (
        2,
        [{"run_number": 1, "count_rows": 2}],
    )
    assert table["columns"]["steps"] == {
        "type": "bigint",
        "description": "Steps, counted.",
        "count_nulls": 1,
        "tests": ["in_range_steps"],
    }
    assert table["freshness"] == {"latest_at": "2026-06-30T22:00:00Z", "state": "fresh"}
    assert (table["state"], table["run"]) == ("good", {"seconds": 1.5, "history": [1.5]})
    assert (table["upstream"], document["tables"][WALKS]["downstream"]) == ([WALKS], [DAYS, HELPER])


def test_what_is_not_stored_has_its_declared_columns_and_no_rows(tmp_path: Path) -> None:
    table = crawl(small_lake(tmp_path))["tables"][HELPER]

    assert (table["is_stored"], table["count_rows"], table["state"]) == (False, None, "unknown")
    assert list(table["columns"]) == ["person_id", "steps"]


def test_a_check_tells_its_demand_its_dimension_and_its_last_runs(tmp_path: Path) -> None:
    settings = small_lake(tmp_path)
    refresh(settings, *BUILT, replace(RANGE, status="warn", count_failures=3))

    checks = crawl(settings)["tables"][DAYS]["tests"]

    assert checks["in_range_steps"] == {
        "kind": "in_range",
        "column": "steps",
        "status": "warn",
        "count_failures": 3,
        "demand": "The record is about 300000.",
        "dimension": "validity",
        "history": [{"run_number": 1, "status": "pass"}, {"run_number": 2, "status": "warn"}],
    }
    fact = checks["assert_walks_end"]
    assert (fact["demand"], fact["dimension"]) == ("Every walk ends. None goes on.", "timeliness")
    assert (fact["status"], fact["history"]) == ("not_run", [])


def test_a_fact_stands_at_every_table_that_it_reads(tmp_path: Path) -> None:
    tables = crawl(small_lake(tmp_path))["tables"]

    assert "assert_walks_end" in tables[WALKS]["tests"]
    assert "assert_walks_end" in tables[DAYS]["tests"]


def test_only_the_last_runs_are_told(tmp_path: Path) -> None:
    settings = small_lake(tmp_path)
    for _ in range(15):
        refresh(settings, *BUILT, RANGE)

    history = crawl(settings)["tables"][DAYS]["tests"]["in_range_steps"]["history"]

    assert [one["run_number"] for one in history] == list(range(3, 17))


@pytest.mark.parametrize(
    ("day", "state", "reasons"),
    [(1, "good", []), (4, "watch", ["A source that feeds it is late."])],
    ids=["on time", "late"],
)
def test_a_table_is_late_when_a_source_of_it_is(
    tmp_path: Path, day: int, state: str, reasons: list[str]
) -> None:
    small_lake(tmp_path)

    table = crawl(settings_of(tmp_path, day))["tables"][DAYS]

    assert (table["state"], table["state_reasons"]) == (state, reasons)


def test_a_run_that_was_held_back_is_stale_and_its_numbers_are_those_published(
    tmp_path: Path,
) -> None:
    settings = small_lake(tmp_path)
    write_table(settings, "gold", "daily_walks", STEPS.slice(0, 1))
    failed = replace(RANGE, status="fail", count_failures=2, demand="Nobody walks so far.")
    refresh(settings_of(tmp_path, 2), *BUILT, failed)

    document = valid(crawl(settings))

    assert document["is_stale"]
    assert document["stale_reasons"][0].startswith("STALE since 2026-07-01T06:00:00Z")
    assert "in_range_steps of daily_walks found 2 rows" in document["stale_reasons"][1]
    assert str(tmp_path) not in json.dumps(document)
    assert (document["run_number"], document["last_run"]["outcome"]) == (1, "held_back")
    table = document["tables"][DAYS]
    assert (table["count_rows"], table["state"]) == (2, "alert")


def test_only_tables_that_changed_are_opened_again(tmp_path: Path, opened: list[str]) -> None:
    settings = small_lake(tmp_path)
    first = crawl(settings)
    assert sorted(opened) == ["daily_walks", "silver_walks"]

    opened.clear()
    assert crawl(settings) == first
    assert opened == []

    write_table(settings, "silver", "silver_walks", pa.concat_tables([STEPS, STEPS]))
    tables = crawl(settings)["tables"]
    assert opened == ["silver_walks"]
    assert (tables[WALKS]["count_rows"], tables[DAYS]["count_rows"]) == (4, 2)


def test_a_crawl_by_other_code_believes_no_count(tmp_path: Path, opened: list[str]) -> None:
    settings = small_lake(tmp_path)
    document = crawl(settings)
    settings.lake.storage.replace(
        "catalog.json", json.dumps({**document, "rules": "another"}).encode()
    )
    opened.clear()

    assert crawl(settings) == document
    assert len(opened) == 2


@pytest.mark.parametrize("text", [b"{", b"[]", b'{"format_version": 0}'])
def test_a_document_that_cannot_be_used_is_made_anew(tmp_path: Path, text: bytes) -> None:
    settings = small_lake(tmp_path)
    first = crawl(settings)
    settings.lake.storage.replace("catalog.json", text)

    assert read_document(settings.lake) is None
    assert crawl(settings) == first


def test_changes_of_columns_are_found_once_and_kept(tmp_path: Path) -> None:
    settings = small_lake(tmp_path)
    assert crawl(settings)["schema_changes"] == []
    changed = pa.table({"steps": pa.array([1.5]), "is_run": [True]})
    write_table(settings, "silver", "silver_walks", changed)
    later = settings_of(tmp_path, 2)

    found = valid(crawl(later))["schema_changes"]

    assert [
        (one["table"], one["column"], one["change"], one["former_type"], one["type"])
        for one in found
    ] == [
        (WALKS, "is_run", "added", None, "boolean"),
        (WALKS, "person_id", "removed", "string", None),
        (WALKS, "steps", "type_changed", "bigint", "double"),
    ]
    assert {one["found_at"] for one in found} == {"2026-07-02T06:00:00Z"}
    assert crawl(later)["schema_changes"] == found
    assert len(read_record_rows(settings.lake / "bronze" / SCHEMA_CHANGES)) == 3


def test_a_table_that_came_or_went_is_one_change(tmp_path: Path) -> None:
    settings = small_lake(tmp_path)
    crawl(settings)
    path = artifact(settings, "manifest.json")
    manifest = json.loads(path.read_text())
    del manifest["nodes"][WALKS]
    path.write_text(json.dumps(manifest))

    (gone,) = crawl(settings)["schema_changes"]

    assert (gone["table"], gone["column"], gone["change"]) == (WALKS, None, "removed")


def test_changes_of_columns_call_for_no_build(tmp_path: Path) -> None:
    settings = small_lake(tmp_path)
    crawl(settings)
    before = fingerprint_of_inputs(settings, "UTC")
    write_table(settings, "silver", "silver_walks", pa.table({"steps": [1]}))

    assert crawl(settings)["schema_changes"] != []
    assert fingerprint_of_inputs(settings, "UTC") == before


def test_a_folder_that_is_no_lake_is_told_so(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="daybook refresh"):
        crawl(settings_of(tmp_path))


@pytest.mark.parametrize(("site", "is_left"), [(NO_SITE, False), ("", True)])
def test_where_no_site_is_kept_forgetting_takes_the_document_too(
    tmp_path: Path, site: str, is_left: bool
) -> None:
    settings = replace(small_lake(tmp_path), site=site)
    crawl(settings)

    assert erase_former(settings, ["abc"]) == 0

    assert (read_document(settings.lake) is not None) == is_left


def test_the_page_of_the_document_names_every_key() -> None:
    page = (PROJECT_FOLDER / "docs" / "catalog.md").read_text("utf-8")
    keys = {*SCHEMA["properties"]}
    for part in ("table", "source", "test", "change"):
        keys |= set(SCHEMA["$defs"][part]["properties"])

    assert {key for key in keys if f"`{key}`" not in page} == set()
