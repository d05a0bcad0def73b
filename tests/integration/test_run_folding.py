"""Files of former runs become one a month and table: the same rows, whenever it breaks off."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingestion.storage.locations import Location, location_of
from ingestion.tables import RUN_NODES, RUNS
from runner import run_folding
from runner.dbt_build import BuildResult
from runner.run_folding import finish_folding, fold_runs
from runner.run_history import NUMBERS, WATCH, begin_run, read_last_run, read_last_runs
from runner.settings import Settings
from runner.tables import read_record_rows
from tests.integration.test_run_history import CHECK, MODEL

NOW = datetime(2026, 7, 1, 6, tzinfo=UTC)


@pytest.fixture(params=["folder", "bucket"])
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    if request.param == "folder":
        return location_of(tmp_path / "lake")
    return location_of(f"s3://{request.getfixturevalue('bucket').name}/lake")


def run_on(lake: Location, month: int, day: int) -> None:
    run = begin_run(Settings(lake, None, datetime(2026, month, day, 6, tzinfo=UTC), "local"), "ab")
    run.record(NUMBERS, BuildResult((MODEL, CHECK)))
    run.record(WATCH, BuildResult((MODEL,)))
    run.end()


def rows_of(lake: Location, table: str) -> list[dict[str, Any]]:
    return sorted(read_record_rows(lake / "bronze" / table), key=repr)


def files_of(lake: Location, table: str) -> list[str]:
    keys = lake.storage.walk(f"bronze/{table}")
    return sorted(key.rpartition("/")[2] for key in keys if key.endswith(".parquet"))


def fold(lake: Location, last: int = 99, *, is_dry: bool = False) -> list[str]:
    return list(fold_runs(lake, NOW, datetime(2026, 6, 1, tzinfo=UTC), last, is_dry=is_dry))


@pytest.fixture
def year(lake: Location, monkeypatch: pytest.MonkeyPatch) -> Location:
    """A lake of which the last two runs stay files of their own, after five months of runs."""
    monkeypatch.setattr(run_folding, "KEPT_RUNS", 2)
    for month in (4, 5, 6):
        for day in range(1, 6):
            run_on(lake, month, day)
    return lake


def test_runs_of_months_that_are_over_become_one_file_with_the_same_rows(year: Location) -> None:
    before = {table: rows_of(year, table) for table in (RUNS, RUN_NODES)}
    last = read_last_run(year)
    would = fold(year, is_dry=True)

    assert fold(year) == would
    assert len(would) == 2 * (5 + 10 + 5)
    assert {table: rows_of(year, table) for table in before} == before
    names = files_of(year, RUNS)
    assert [name for name in names if name.startswith("folded")] == [
        "folded-00000001-00000005.parquet",
        "folded-00000006-00000010.parquet",
    ]
    assert len(names) == 2 + 5
    assert read_last_run(year) == last
    assert len(read_last_runs(year, 9)) == 5
    assert fold(year) == []


def test_runs_after_the_published_one_stay_as_they_are(year: Location) -> None:
    assert all("event_month=2026-04" in key for key in fold(year, last=9))


def test_the_next_run_has_the_number_after_all_that_were_folded(year: Location) -> None:
    fold(year)
    run_on(year, 7, 1)
    last = read_last_run(year)
    assert last is not None
    assert last.number == 16


def test_a_folding_that_breaks_off_counts_no_row_twice(
    year: Location, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = rows_of(year, RUN_NODES)
    remove = type(year.storage).remove
    removed: list[str] = []

    def dies(storage: Any, key: str) -> None:
        if len(removed) == 3:
            raise KeyboardInterrupt
        removed.append(key)
        remove(storage, key)

    with monkeypatch.context() as patch:
        patch.setattr(type(year.storage), "remove", dies)
        with pytest.raises(KeyboardInterrupt):
            fold(year)
    assert len(rows_of(year, RUN_NODES)) > len(before)

    begin_run(Settings(year, None, NOW, "local"), "ab").end()

    assert rows_of(year, RUN_NODES) == before
    assert list(finish_folding(year)) == []
