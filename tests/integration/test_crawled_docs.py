"""dbt's docs with what a crawl found: what they say, and where they are written."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import runner.crawled_docs
from observability.crawler.docs_texts import plain
from observability.crawler.sparklines import sparkline
from runner.crawled_docs import write_docs
from runner.crawling import crawl
from runner.dbt_build import artifact
from runner.settings import Settings
from tests.crawled_lakes import BUILT, DAYS, RANGE, WALKS, refresh, settings_of, small_lake

Json = dict[str, Any]


def docs_of(settings: Settings, folder: Path) -> tuple[Json, Json]:
    """Write the docs and return manifest and catalog."""
    write_docs(settings, crawl(settings), folder)
    names = ("manifest.json", "catalog.json")
    manifest, catalog = (json.loads((folder / name).read_text("utf-8")) for name in names)
    return manifest, catalog


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return small_lake(tmp_path / "lake")


def test_the_page_is_dbt_s_own(settings: Settings, tmp_path: Path) -> None:
    docs_of(settings, tmp_path / "docs")

    page = (tmp_path / "docs" / "index.html").read_text("utf-8")
    assert "manifest.json" in page
    # A browser would ask for these words before the page has filled them in.
    assert 'xlink:href="{{' not in page
    assert "${require" not in page


def test_the_details_of_a_table_are_short_values(settings: Settings, tmp_path: Path) -> None:
    _, catalog = docs_of(settings, tmp_path)

    stats = {one["label"]: one["value"] for one in catalog["nodes"][DAYS]["stats"].values()}
    assert stats == {
        "Rows": 2,
        "Fresh until": "2026-06-30 22:00 UTC (fresh)",
        "Failed checks": "0 of 2",
        "Build time": "1.50 s",
    }
    assert all(one["include"] for one in catalog["nodes"][DAYS]["stats"].values())


def test_a_table_tells_its_state_its_checks_and_its_trend(
    settings: Settings, tmp_path: Path
) -> None:
    refresh(settings, *BUILT, replace(RANGE, status="warn", count_failures=3))

    manifest, _ = docs_of(settings, tmp_path)

    node = manifest["nodes"][DAYS]
    text = node["description"]
    assert text.startswith("Walks: one row per person of gold.\n\n**▲ watch")
    assert "| `in_range` `steps` The record is about 300000. | warn | 3 | ●◐ |" in text
    assert "| Every walk ends. None goes on. | not run |  |  |" in text
    assert "](data:image/svg+xml;utf8," in text
    assert "[Lineage of its columns](../lineage.html#daily_walks)" in text
    assert (node["docs"]["node_color"], node["meta"]["state"]) == ("#b26a00", "watch")


def test_a_column_links_to_the_column_that_it_comes_from(
    settings: Settings, tmp_path: Path
) -> None:
    manifest, _ = docs_of(settings, tmp_path)

    text = manifest["nodes"][DAYS]["columns"]["steps"]["description"]
    assert text.startswith("Steps, counted.")
    assert f"[silver_walks](#!/model/{WALKS}).`steps` (copy)" in text
    assert "[Lineage](../lineage.html#daily_walks.steps)" in text


def test_the_overview_names_every_layer_and_what_needs_a_look_first(
    settings: Settings, tmp_path: Path
) -> None:
    failed = replace(RANGE, status="fail", count_failures=2, demand="Nobody walks so far.")
    refresh(settings_of(tmp_path / "lake", 2), *BUILT, failed)

    manifest, _ = docs_of(settings, tmp_path)

    page = manifest["docs"]["doc.daybook.__overview__"]["block_contents"]
    assert "**STALE**" in page
    assert "| gold | 1 | 0 | 0 | 1 | 0 |" in page
    assert f"| [daily_walks](#!/model/{DAYS}) | ■ alert |" in page
    assert "[Morning](../index.html)" in page


def test_the_page_asks_nobody_outside_and_names_no_place_of_this_machine(
    settings: Settings, tmp_path: Path
) -> None:
    path = artifact(settings, "manifest.json")
    said = json.loads(path.read_text())
    said["nodes"][DAYS]["compiled_path"] = str(tmp_path / "compiled" / "daily_walks.sql")
    path.write_text(json.dumps(said))

    manifest, catalog = docs_of(settings, tmp_path)

    assert manifest["metadata"]["send_anonymous_usage_stats"] is False
    assert str(tmp_path) not in json.dumps((manifest, catalog))
    assert json.loads(path.read_text()) == said


@pytest.mark.parametrize(
    "text",
    ["<script>alert(1)</script>", "[x](javascript:alert(1))", "a | b\nc", "`code` *bold*"],
)
def test_words_of_files_are_no_markdown(text: str) -> None:
    escaped = plain(text)

    assert "\n" not in escaped
    for letter in "<>[]|`*":
        assert escaped.count(letter) == escaped.count(f"\\{letter}")


def test_a_sparkline_goes_from_the_lowest_to_the_highest_value() -> None:
    line = sparkline([1, 3, 2])

    assert line.startswith("data:image/svg+xml;utf8,")
    assert "2.0%2C18.0%2060.0%2C2.0%20118.0%2C10.0".replace("%2C", ",").replace("%20", " ") in (
        line.replace("%2C", ",").replace("%20", " ")
    )
    assert not set(line) & set(" <>()\"'")


def test_only_the_lake_of_plain_dbt_fills_its_target_folder(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner.crawled_docs, "PROJECT_FOLDER", tmp_path)
    monkeypatch.delenv("DBT_TARGET_PATH", raising=False)
    monkeypatch.setenv("DAYBOOK_LAKE", str(tmp_path / "another"))
    docs_of(settings, tmp_path / "docs")
    assert not (tmp_path / "target").exists()

    monkeypatch.delenv("DAYBOOK_LAKE")
    docs_of(settings, tmp_path / "docs")

    names = {path.name for path in (tmp_path / "target").iterdir()}
    assert names == {"manifest.json", "catalog.json"}
    said = (tmp_path / "target" / "manifest.json").read_text("utf-8")
    assert "**● good**" in json.loads(said)["nodes"][DAYS]["description"]
    assert "../" not in said
