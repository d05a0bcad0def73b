"""From a number back to its files, and from these again to the number."""

import json
import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from ingestion.storage.locations import location_of
from runner.errors import CommandError
from runner.publication import read_publication
from runner.settings import Settings
from samples import SAMPLE_AS_OF
from tests.houses import House
from tests.unit.test_dbt_project import GOLD
from tracing.graph import BRONZE, SEED, TraceGraph
from tracing.pages import write_traces
from tracing.recompute import Recomputation, recompute
from tracing.tracer import Tracer, open_tracer

# `make trace` takes 50 rows of each table.
ROWS = int(os.environ.get("DAYBOOK_TRACE_ROWS", "2"))
# Of these the sample household has no rows.
FILLED = ("balance_forecast_kept_scores", "daily_heating_need", "monthly_budgets")
YESTERDAY = SAMPLE_AS_OF.date() - timedelta(days=1)


def settings_of(house: House) -> Settings:
    return Settings(location_of(house.lake), None, datetime.fromisoformat(house.as_of), "local")


@pytest.fixture(scope="module")
def tracer(sample_house: House) -> Iterator[Tracer]:
    with open_tracer(settings_of(sample_house)) as tracer:
        yield tracer


@pytest.fixture(scope="module")
def filled_tracer(small_house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tracer]:
    """The small household with a budget, a room outdoors, gas, and a forecast of a week ago."""
    house = small_house.copy(tmp_path_factory.mktemp("filled"))
    household = house.folder / "household"
    (household / "rules" / "budgets.csv").write_text(
        "category,amount\ngroceries,400\n*,3000\n", "utf-8"
    )
    outdoors = "    name: Balcony\n    outside: true\n"
    for path in (household / "household.yml", household / "profiles" / "water_register.yml"):
        text = path.read_text("utf-8").replace("    name: Bathroom\n", outdoors)
        path.write_text(text.replace("commodity: water", "commodity: gas"), "utf-8")
    house.keep_forecast(YESTERDAY - timedelta(days=7))
    house.refresh()
    with open_tracer(settings_of(house)) as tracer:
        yield tracer


def some_rows(tracer: Tracer, table: str, count: int) -> Any:
    rows = tracer.reader.rows(f"select * from {tracer.reader.attach(table)}")
    assert rows.num_rows, f"{table} has no rows to be traced"
    numbers = Random(table).sample(range(rows.num_rows), min(count, rows.num_rows))
    return rows.take(sorted(numbers))


def recomputed(tracer: Tracer, table: str, count: int) -> list[Recomputation]:
    model, rows = tracer.graph[table], some_rows(tracer, table, count)
    checks = [tracer.check(model, rows.slice(number, 1)) for number in range(rows.num_rows)]
    return [check for check in checks if check is not None]


@pytest.mark.parametrize("table", sorted(set(GOLD).difference(FILLED)))
def test_a_row_is_what_its_traced_rows_give(tracer: Tracer, table: str) -> None:
    found = recomputed(tracer, table, ROWS)
    assert found
    assert not [str(one) for one in found if not one.agrees]


@pytest.mark.slow
@pytest.mark.parametrize("table", FILLED)
def test_a_row_that_few_households_have_is_what_its_traced_rows_give(
    filled_tracer: Tracer, table: str
) -> None:
    found = recomputed(filled_tracer, table, ROWS)
    assert found
    assert not [str(one) for one in found if not one.agrees]


def silver_with_ways(graph: TraceGraph) -> list[str]:
    return sorted(one.name for one in graph.models.values() if one.layer == "silver" and one.ways)


def test_rows_of_silver_without_records_are_what_their_traced_rows_give(tracer: Tracer) -> None:
    tables = [
        table
        for table in silver_with_ways(tracer.graph)
        if tracer.reader.rows(f"select 1 from {tracer.reader.attach(table)} limit 1").num_rows
    ]
    wrong = {
        table: [str(one) for one in recomputed(tracer, table, 1) if not one.agrees]
        for table in tables
    }
    assert len(tables) > 10
    assert not {table: found for table, found in wrong.items() if found}


@pytest.mark.parametrize(
    ("table", "narrower"),
    [
        ("daily_meter_usage", "hour(source.started_at) < 20"),
        ("daily_account_balance", "source.booked_date < date_sub(traced.balance_date, 30)"),
        ("daily_room_climate", "hour(source.changed_at) > 2"),
    ],
)
def test_a_way_that_is_too_narrow_is_found(tracer: Tracer, table: str, narrower: str) -> None:
    model = tracer.graph[table]
    ways = (model.ways[0].narrowed(narrower), *model.ways[1:])
    rows = some_rows(tracer, table, 3)
    found = list(recompute(tracer.reader, tracer.graph, replace(model, ways=ways), rows))
    assert not all(one.agrees for one in found)


def test_a_way_that_is_not_there_is_found(tracer: Tracer) -> None:
    model = replace(tracer.graph["daily_training_load"], ways=())
    rows = some_rows(tracer, "daily_training_load", 1)
    (found,) = recompute(tracer.reader, tracer.graph, model, rows)
    assert "give 0 such rows instead of one" in str(found)


def test_every_tile_ends_in_files_rules_or_the_books_of_the_lake(tracer: Tracer) -> None:
    model = tracer.graph["morning_brief"]
    tiles = some_rows(tracer, "morning_brief", 100)
    trace = tracer.trace(model, tiles)
    read = {table.read_by[place][0] for table in trace.tables for place, _ in table.led}
    ends = [tracer.graph[table.name] for table in trace.tables if table.name not in read]
    assert {
        one.name for one in ends if not one.keeps_records and one.layer not in (BRONZE, SEED)
    } <= {"silver_operations__content_subjects"}
    # Each tile alone leads to as many rows as all at once do for it.
    number = tiles["tile_id"].to_pylist().index("balance_eur")
    alone = tracer.trace(model, tiles.slice(number, 1))
    together = {
        table.name: table.of_root(number).num_rows
        for table in trace.tables
        if table.of_root(number).num_rows
    }
    assert {table.name: table.rows.num_rows for table in alone.tables} == together


def traced(house: House, *arguments: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(house.daybook("trace", *arguments, "--json").stdout)
    return content


def test_a_quantity_is_the_sum_of_lines_of_its_file(sample_house: House) -> None:
    key = ("usage_date=2026-06-30", "meter_id=main", "flow=export")
    document = traced(sample_house, "daily_meter_usage", *key, "--all", "--check")
    row, intervals = document["tables"][0]["rows"][0], document["tables"][1]
    assert intervals["table"] == "silver_home__meter_intervals"
    assert intervals["count_rows"] == len(intervals["records"]) == row["count_intervals"]
    (file,) = document["files"]
    lines = (sample_house.lake / file["raw_path"]).read_text("utf-8").splitlines()
    sidecar = json.loads((sample_house.lake / file["sidecar_path"]).read_text("utf-8"))
    assert sidecar["content_id"] == file["content_id"]
    assert file["sidecar"] == sidecar
    fed_in = [lines[one["_line_number"] - 1].split(";")[2] for one in intervals["records"]]
    quantity = sum(float(text.strip('"').replace(",", ".")) for text in fed_in)
    assert quantity == pytest.approx(row["quantity"], abs=1e-9)
    assert document["check"] == {"agrees": True, "differences": []}


def test_a_tile_is_traced_to_the_booking_in_a_statement(sample_house: House) -> None:
    said = sample_house.daybook("trace", "morning_brief", "tile_id=balance_eur").stdout
    assert "gold.daily_account_balance: 4 rows" in said
    assert "for daily_account_balance: the same account_id" in said
    assert "more (--all shows them)" in said
    assert "bronze_ofx__transactions" in said
    assert "kontoauszug_2025-12.ofx.metadata.json" in said
    assert "daily_room_climate" not in said, "a tile of money is not made of the climate"


def test_each_tile_has_a_page_that_leads_to_its_files(sample_house: House, tmp_path: Path) -> None:
    settings = settings_of(sample_house)
    paths = write_traces(settings, read_publication(settings.lake), None, tmp_path)
    tiles = {row["tile_id"]: row for row in sample_house.rows("morning_brief")}
    assert {path.stem for path in paths} == set(tiles)
    path = tmp_path / "traces" / "morning_brief" / "balance_eur.html"
    page = path.read_text("utf-8").replace("<wbr>", "")
    assert f'<data class="value" value="{tiles["balance_eur"]["value"]}">' in page
    assert 'id="daily_account_balance"' in page
    assert "bronze_ofx__transactions" in page
    assert "kontoauszug_" in page
    assert "daily_room_climate" not in page, "a tile of money is not made of the climate"
    assert max(path.stat().st_size for path in paths) < 500_000


def test_a_forecast_of_a_past_day_is_kept_and_not_computed_again(filled_tracer: Tracer) -> None:
    model = filled_tracer.graph["daily_balance_forecast"]
    forecasts = some_rows(filled_tracer, model.name, 1000).sort_by("forecast_origin_date")
    assert filled_tracer.check(model, forecasts.slice(0, 1)) is None


@pytest.mark.parametrize(
    ("table", "key", "words"),
    [
        ("daily_weather", {"a": "b"}, "no table of this name. Trace one of: balance_forecast"),
        ("daily_meter_usage", {"room_id": "x"}, "has no column room_id. It has: usage_date"),
        ("daily_meter_usage", {"usage_date": "1999-01-01"}, "Rows are, for example:"),
        ("daily_meter_usage", {"usage_date": "yesterday"}, "has no row with usage_date=yesterday"),
        ("daily_meter_usage", {"meter_id": "it's"}, "has no row with meter_id=it's"),
        ("daily_meter_usage", {"meter_id": "a\\"}, "has no row with meter_id=a"),
        ("monthly_budgets", {"category": "x"}, "is empty: the household has no source for it"),
        ("daily_meter_usage", {"usage_date": "2026-06-30"}, "fits 3 rows of daily_meter_usage"),
    ],
)
def test_a_row_that_cannot_be_traced_is_refused_with_what_there_is(
    tracer: Tracer, table: str, key: dict[str, str], words: str
) -> None:
    with pytest.raises(CommandError) as refused:
        tracer.find(tracer.model(table), key)
    assert words in str(refused.value)
    assert refused.value.exit_status == 1


def test_a_row_that_is_not_there_ends_with_status_1(sample_house: House) -> None:
    answer = sample_house.daybook("trace", "monthly_cash_flow", "month_date=1999-01-01", status=1)
    assert "has no row with month_date=1999-01-01" in answer.stderr


@pytest.mark.parametrize("key", [("usage_date",), ("flow=import", "flow=export")])
def test_a_key_that_is_none_is_refused_before_anything_is_read(
    tmp_path: Path, key: tuple[str, ...]
) -> None:
    house = House(tmp_path, tmp_path / "lake", datetime.now(UTC).isoformat())
    arguments = ("trace", "daily_meter_usage", *key, "--household", str(tmp_path))
    assert "write KEY=VALUE" in house.daybook(*arguments, status=2).stderr


def test_nothing_published_is_refused_with_the_remedy(tmp_path: Path) -> None:
    house = House(tmp_path, tmp_path / "lake", datetime.now(UTC).isoformat())
    answer = house.daybook(
        "trace", "daily_meter_usage", "a=b", "--household", str(tmp_path), status=1
    )
    assert "nothing is published. Run `daybook refresh` first." in answer.stderr
