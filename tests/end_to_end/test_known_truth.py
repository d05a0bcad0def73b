"""The numbers of the sample household against the truth that its generator wrote."""

import json
import logging
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from logging.handlers import BufferingHandler
from pathlib import Path
from typing import Any

import pytest

from lineage.edges import columns_of
from lineage.project import ModelLineage, ProjectLineage, project_lineage
from tests import lineage_truth
from tests.houses import House
from tests.truths import KEYS, assert_equal_rows, read_truth


@pytest.mark.parametrize("table", KEYS)
def test_gold_equals_the_truth_of_the_sample(sample_house: House, table: str) -> None:
    truth = read_truth(sample_house, "truth", table)
    rows = [row for row in sample_house.rows(table) if not row.get("is_converted")]

    assert_equal_rows(rows, truth, KEYS[table])


def test_every_transaction_arrives_once_with_its_category_and_transfers_are_known(
    sample_house: House,
) -> None:
    truth = read_truth(sample_house, "truth", "transactions")
    rows = sample_house.rows("silver_finance__transactions", "silver")

    def facts(row: dict[str, Any]) -> tuple[str, ...]:
        return (
            row["account_id"],
            str(row["booked_date"]),
            str(row["amount"]),
            row["category"],
            str(row["is_own_transfer"]).lower(),
        )

    assert sorted(map(facts, rows)) == sorted(map(facts, truth))


def test_what_comes_back_is_known_with_its_next_day_and_its_price(sample_house: House) -> None:
    truth = read_truth(sample_house, "truth", "recurring_payments")
    rows = [
        row
        for row in sample_house.rows("recurring_payments")
        if row["cadence"] != "irregular" and not row["is_own_transfer"]
    ]

    def texts(row: dict[str, Any]) -> tuple[str, ...]:
        stated = ("" if row[name] is None else str(row[name]) for name in truth[0])
        return tuple("true" if text == "True" else text for text in stated)

    assert len(truth) == 16
    assert sorted(map(texts, rows)) == sorted(map(texts, truth))


def test_every_file_ends_as_the_sample_says(sample_house: House) -> None:
    truth = {
        (row["path"], row["outcome"], row["reason"] or None, int(row["records"]))
        for row in read_truth(sample_house, "truth", "files")
    }
    # The first refresh landed them all; what it said of each is kept as rows.
    inbox = str(sample_house.folder / "inbox") + "/"
    rows = {
        (
            row["source_key"].removeprefix(inbox),
            row["outcome"],
            row["reason"],
            row["count_records"],
        )
        for row in sample_house.rows("silver_operations__outcomes", "silver")
        if "/inbox/" in row["source_key"]
    }

    assert rows == truth


def test_every_reject_is_kept_with_line_and_reason(sample_house: House) -> None:
    truth = {
        (int(row["line_number"]), row["reason"])
        for row in read_truth(sample_house, "truth", "rejects")
    }
    rows = {
        (row["_line_number"], row["reason"])
        for row in sample_house.rows("silver_operations__rejects", "silver")
    }

    assert rows == truth


def test_steps_of_overlapping_recorders_are_never_added_up(sample_house: House) -> None:
    counted: dict[date, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for row in sample_house.rows("silver_fitness__activity_intervals", "silver"):
        if row["metric"] == "step_count":
            counted[row["started_at"].date()][row["recorder_name"]] += row["quantity"]
    steps = {
        row["activity_date"]: row["step_count"]
        for row in sample_house.rows("daily_activity")
        if row["person_id"] == "ben"
    }
    # Between the two times with a tracker, phone and watch are with Ben all day.
    days = [day for day in counted if date(2026, 4, 6) <= day <= date(2026, 6, 14)]
    assert len(days) == 70
    for day in days:
        names = counted[day]
        assert max(names.values()) * 0.9 < steps[day] < sum(names.values()), day


def test_the_published_state_names_every_gold_table(sample_house: House) -> None:
    published = json.loads((sample_house.lake / "published.json").read_text())

    gold = {path.name for path in (sample_house.lake / "gold").iterdir() if path.is_dir()}
    assert set(published["tables"]) == gold
    assert published["as_of"] == "2026-07-01T06:00:00Z"
    assert published["run_id"]


def test_the_brief_has_a_tile_of_each_domain(sample_house: House) -> None:
    tiles = sample_house.rows("morning_brief")

    assert {tile["domain"] for tile in tiles} == {"home", "fitness", "finance", "trust"}
    assert {tile["brief_date"] for tile in tiles} == {date(2026, 7, 1)}


def lineage_by(manifest: Path, known: dict[str, ModelLineage] | None = None) -> ProjectLineage:
    return project_lineage(json.loads(manifest.read_text("utf-8")), {}, known or {}, "")


@pytest.fixture(scope="module")
def lineage_as_built(sample_house: House) -> Iterator[ProjectLineage]:
    """The lineage by what the first build of the lake compiled, without a warning."""
    said = BufferingHandler(1000)
    logging.getLogger("sqlglot").addHandler(said)
    yield lineage_by(sample_house.lake / ".daybook" / "target" / "manifest.json")
    logging.getLogger("sqlglot").removeHandler(said)
    assert said.buffer == []


def test_every_edge_of_every_gold_column_is_as_its_sql_was_read(
    lineage_as_built: ProjectLineage,
) -> None:
    truth = lineage_truth.read_truth()
    gold = {name.rpartition(".")[2]: one for name, one in lineage_as_built.models.items()}

    found = {name: set(map(lineage_truth.as_truth, gold[name].edges)) for name in truth}

    assert found == truth


def test_edges_of_all_models_end_at_known_columns(
    sample_house: House, lineage_as_built: ProjectLineage
) -> None:
    manifest = sample_house.lake / ".daybook" / "target" / "manifest.json"
    nodes = json.loads(manifest.read_text("utf-8"))["nodes"]

    assert lineage_as_built.failures == ()
    assert len(lineage_as_built.models) > 190
    for name, one in lineage_as_built.models.items():
        assert sorted(columns_of(one.edges)) == sorted(nodes[name]["columns"]), name
        assert all(
            edge.upstream_column in nodes[edge.upstream_table]["columns"]
            for edge in one.edges
            if edge.upstream_table is not None
        ), name


def test_a_build_that_adds_to_its_table_has_the_lineage_of_the_first(
    sample_house: House, lineage_as_built: ProjectLineage
) -> None:
    forecast = "model.daybook.daily_balance_forecast"
    sample_house.dbt("compile", "--select", forecast.rpartition(".")[2])

    again = lineage_by(sample_house.folder / "target" / "manifest.json", lineage_as_built.models)

    before, later = lineage_as_built.models[forecast], again.models[forecast]
    assert later.fingerprint != before.fingerprint
    assert later.edges == before.edges
