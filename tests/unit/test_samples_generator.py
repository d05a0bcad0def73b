"""A sample is the same whenever, wherever and however long it is generated."""

import hashlib
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from households import load_household
from samples.generator import (
    SAMPLE_AS_OF,
    SAMPLE_LAST_DATE,
    SampleError,
    write_next_day,
    write_sample,
)
from tests.truths import truth_rows


def digests(directory: Path) -> dict[str, str]:
    files = sorted(path for path in directory.rglob("*") if path.is_file())
    return {
        str(path.relative_to(directory)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in files
    }


@pytest.fixture(scope="module")
def month(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("month")
    write_sample(directory, days=30)
    return directory


@pytest.fixture(scope="module")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("quarter")
    write_sample(directory, days=91)
    return directory


def test_the_same_arguments_give_the_same_bytes(month: Path, tmp_path: Path) -> None:
    write_sample(tmp_path, days=30)
    assert digests(tmp_path) == digests(month)


def test_another_seed_gives_other_numbers(month: Path, tmp_path: Path) -> None:
    write_sample(tmp_path, days=30, seed=8)
    one, other = digests(month), digests(tmp_path)
    assert one.keys() == other.keys()
    for path in ("inbox/electricity/verbrauch_2026-06.csv", "truth/monthly_cash_flow.csv"):
        assert one[path] != other[path]


def test_a_sample_written_again_leaves_nothing_of_the_first(month: Path, tmp_path: Path) -> None:
    write_sample(tmp_path, days=60)
    write_next_day(tmp_path)
    write_sample(tmp_path, days=30)
    assert digests(tmp_path) == digests(month)


def test_a_longer_sample_keeps_the_days_of_a_shorter_one(month: Path, quarter: Path) -> None:
    for path in (
        "inbox/electricity/verbrauch_2026-06.csv",
        "inbox/home_assistant/temperature_2026-06.csv",
        "inbox/home_assistant/humidity_2026-06.csv",
        "inbox/fitbit_anna/fitbit_2026-06.csv",
        "inbox/bank_a_checking/umsaetze_2026-06.csv",
        "inbox/bank_b/kontoauszug_2026-06.ofx",
    ):
        assert (month / path).read_bytes() == (quarter / path).read_bytes(), path


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("daily_meter_usage", "usage_date"),
        ("daily_activity", "activity_date"),
        ("nightly_sleep", "sleep_date"),
        ("monthly_category_spend", "month_date"),
        ("monthly_cash_flow", "month_date"),
        ("transactions", "booked_date"),
    ],
)
def test_a_longer_sample_keeps_the_truth_of_a_shorter_one(
    month: Path, quarter: Path, name: str, column: str
) -> None:
    kept = [row for row in truth_rows(quarter, name) if row[column] >= "2026-06-01"]
    assert kept == truth_rows(month, name)


def test_climate_agrees_from_the_second_day_on_since_the_first_holds_no_earlier_state(
    month: Path, quarter: Path
) -> None:
    def since_the_second(directory: Path) -> list[dict[str, str]]:
        rows = truth_rows(directory, "daily_room_climate")
        return [row for row in rows if row["climate_date"] >= "2026-06-02"]

    assert since_the_second(month) == since_the_second(quarter)


def test_the_summary_says_what_the_sample_covers(tmp_path: Path) -> None:
    summary = write_sample(tmp_path / "new", days=3)
    assert (summary.first_date, summary.last_date) == (date(2026, 6, 28), SAMPLE_LAST_DATE)
    assert summary.as_of == SAMPLE_AS_OF == datetime(2026, 7, 1, 6, tzinfo=UTC)
    inbox = tmp_path / "new" / "inbox"
    assert summary.inbox == inbox
    assert summary.count_files == sum(1 for path in inbox.rglob("*") if path.is_file())


@pytest.mark.parametrize("days", [1, 10, 30])
def test_the_household_is_valid_and_opens_on_the_day_before(tmp_path: Path, days: int) -> None:
    summary = write_sample(tmp_path, days=days)
    household = load_household(summary.household)
    assert household.inbox == summary.inbox.resolve()
    folders = {path.name for path in summary.inbox.iterdir()}
    assert folders <= set(household.sources)
    openings = {one.opening_balance.date for one in household.accounts if one.opening_balance}
    assert openings == {date.fromordinal(summary.first_date.toordinal() - 1)}


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "inbox" / "mine.csv").write_text("1", encoding="utf-8")
    with pytest.raises(SampleError, match="Choose another folder"):
        write_sample(tmp_path, days=3)
    assert digests(tmp_path).keys() == {"inbox/mine.csv"}


@pytest.mark.parametrize("days", [0, -1, 100_000])
def test_a_length_out_of_range_says_what_is_possible(tmp_path: Path, days: int) -> None:
    with pytest.raises(SampleError, match=r"Choose 1 to \d+ days"):
        write_sample(tmp_path, days=days)


def test_a_next_day_adds_files_and_changes_none(month: Path, tmp_path: Path) -> None:
    write_sample(tmp_path, days=30)
    summary = write_next_day(tmp_path)
    before, after = digests(month / "inbox"), digests(tmp_path / "inbox")
    assert before.items() <= after.items()
    added = {path.split("/")[0] for path in after.keys() - before.keys()}
    assert added >= {"electricity", "home_assistant", "fitbit_anna", "fitbit_ben", "bank_b"}
    assert summary.last_date == date(2026, 7, 1)
    assert summary.as_of == datetime(2026, 7, 2, 6, tzinfo=UTC)


def test_days_added_end_in_the_truth_of_a_sample_that_ends_there(
    tmp_path: Path,
) -> None:
    grown, whole = tmp_path / "grown", tmp_path / "whole"
    write_sample(grown, days=27, last_date=date(2026, 6, 27))
    write_next_day(grown)
    write_next_day(grown, days=2)
    write_sample(whole, days=30)
    for name in ("transactions", "monthly_cash_flow", "daily_room_climate"):
        assert truth_rows(grown, name) == truth_rows(whole, name), name
    # Ben exports his phone at the end of what was first written, and not every day.
    steps = [
        [row for row in truth_rows(directory, "daily_activity") if row["person_id"] == "anna"]
        for directory in (grown, whole)
    ]
    assert steps[0] == steps[1]
    # What a bad row hides depends on the day on which the sample was first written.
    quantities = Counter(row["usage_date"] for row in truth_rows(grown, "daily_meter_usage"))
    assert quantities == Counter(
        row["usage_date"] for row in truth_rows(whole, "daily_meter_usage")
    )


def test_the_truth_lists_every_file_of_the_inbox_and_its_bytes(month: Path, tmp_path: Path) -> None:
    write_sample(tmp_path, days=30)
    write_next_day(tmp_path)
    for directory in (month, tmp_path):
        listed = {row["path"]: row["content_id"] for row in truth_rows(directory, "files")}
        assert listed == digests(directory / "inbox")


def test_a_next_day_needs_a_sample(tmp_path: Path) -> None:
    with pytest.raises(SampleError, match="daybook sample"):
        write_next_day(tmp_path)
