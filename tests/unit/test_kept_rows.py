"""Rows that a table keeps: `daybook verify` tells when one of a past day changed."""

from datetime import date
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from ingestion.storage.locations import location_of
from runner.kept_rows import KEPT_TABLES
from runner.publication import Publication
from runner.tables import read_delta_rows
from runner.verify import _compare_kept, _copy_kept

COLUMN = KEPT_TABLES["daily_balance_forecast"]
MONDAY, TUESDAY = date(2026, 3, 2), date(2026, 3, 3)
Forecasts = list[tuple[date, float]]


def write(folder: Path, forecasts: Forecasts) -> None:
    days = pa.array([day for day, _ in forecasts], pa.date32())
    amounts = pa.array([amount for _, amount in forecasts], pa.float64())
    models = pa.array(["naive"] * len(forecasts), pa.string())
    content = pa.table({COLUMN: days, "model": models, "balance_amount_p50": amounts})
    write_deltalake(str(folder), content, mode="overwrite")


@pytest.mark.parametrize(
    ("versions", "rebuilt", "count_only_here", "count_only_rebuilt"),
    [
        pytest.param(
            [[(MONDAY, 1.0)], [(MONDAY, 1.0), (TUESDAY, 2.0)]], [(TUESDAY, 2.0)], 0, 0,
            id="a_day_was_added",
        ),
        pytest.param(
            [[(MONDAY, 1.0)], [(MONDAY, 1.5), (TUESDAY, 2.0)]], [(TUESDAY, 2.0)], 0, 0,
            id="the_newest_day_was_forecast_again_on_that_day",
        ),
        pytest.param(
            [[(MONDAY, 1.0), (TUESDAY, 2.0)], [(MONDAY, 9.0), (TUESDAY, 2.0)]],
            [(TUESDAY, 2.0)], 0, 1,
            id="a_kept_row_changed",
        ),
        pytest.param(
            [[(MONDAY, 1.0), (TUESDAY, 2.0)], [(TUESDAY, 2.0)]], [(TUESDAY, 2.0)], 0, 1,
            id="a_kept_row_is_gone",
        ),
        pytest.param(
            [[(MONDAY, 1.0), (TUESDAY, 2.0)]], [(TUESDAY, 3.0)], 1, 1,
            id="the_rebuild_forecasts_something_else",
        ),
        pytest.param(
            [[(MONDAY, 1.0), (TUESDAY, 2.0)]], [(MONDAY, 8.0)], 0, 0,
            id="the_as_of_moment_went_back",
        ),
        pytest.param([[(MONDAY, 1.0)]], [], 0, 0, id="the_rebuild_forecasts_nothing"),
    ],
)  # fmt: skip
def test_only_rows_of_past_days_must_stay(
    tmp_path: Path,
    versions: list[Forecasts],
    rebuilt: Forecasts,
    count_only_here: int,
    count_only_rebuilt: int,
) -> None:
    for forecasts in versions:
        write(tmp_path / "kept", forecasts)
    write(tmp_path / "rebuilt", rebuilt)

    here, there = _compare_kept(
        location_of(tmp_path / "kept"), None, location_of(tmp_path / "rebuilt"), COLUMN
    )

    assert (len(here), len(there)) == (count_only_here, count_only_rebuilt)


@pytest.mark.parametrize("version", [0, 1, 2])
def test_a_rebuild_starts_from_what_was_published_of_past_days(
    tmp_path: Path, version: int
) -> None:
    table = Path("gold") / "daily_balance_forecast"
    days = [(MONDAY, 1.0), (TUESDAY, 2.0)]
    for forecasts in (days[:1], days, [(MONDAY, 1.0), (TUESDAY, 9.0)]):
        write(tmp_path / "lake" / table, forecasts)
    published = Publication("2026-03-03T06:00:00Z", "run", {table.name: version}, "")

    rebuilt = location_of(tmp_path / "rebuilt")
    _copy_kept(location_of(tmp_path / "lake"), published, rebuilt, TUESDAY)

    [row] = read_delta_rows(tmp_path / "rebuilt" / table)
    assert (row[COLUMN], row["balance_amount_p50"]) == days[0]
    assert len(read_delta_rows(tmp_path / "lake" / table)) == 2
