"""What the water meter comes to follows from what was read of its register."""

from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

from households import load_household
from samples.generator import write_next_day, write_sample
from tests.truths import landed_files, truth_rows

Reading = tuple[date, Decimal]


def readings(sample: Path) -> list[Reading]:
    found = []
    for path in landed_files(sample, "water/"):
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            day, state = line.split(";")
            read_on = date.fromisoformat("-".join(reversed(day.split("."))))
            found.append((read_on, Decimal(state.replace(",", "."))))
    return sorted(found)


def water(sample: Path) -> list[dict[str, str]]:
    rows = truth_rows(sample, "daily_meter_usage")
    return [row for row in rows if row["meter_id"] == "water"]


def test_use_is_what_the_register_counted_until_the_next_reading(sample: Path) -> None:
    expected = {
        day.isoformat(): (then - state, until - day == timedelta(days=1))
        for (day, state), (until, then) in pairwise(readings(sample))
        if then >= state
    }
    assert {
        row["usage_date"]: (Decimal(row["quantity"]), row["is_complete"] == "true")
        for row in water(sample)
    } == expected


def test_the_register_is_replaced_once_and_some_days_are_not_read(sample: Path) -> None:
    pairs = list(pairwise(readings(sample)))
    falls = [until for (_, state), (until, then) in pairs if then < state]
    assert falls == [date(2026, 6, 10)]
    gaps = {(until - day).days for (day, _), (until, _) in pairs}
    assert gaps >= {1, 2, 3}
    days = {row["usage_date"] for row in water(sample)}
    assert "2026-06-09" not in days  # the old register's last day cannot be known
    assert "2026-06-17" not in days  # nobody was at home
    assert {row["count_expected_intervals"] for row in water(sample)} == {""}


def test_a_file_of_a_month_ends_with_the_state_after_its_last_day(sample: Path) -> None:
    path = sample / "inbox/water/wasserstand_2026-05.csv"
    days = [line.split(";")[0] for line in path.read_text(encoding="utf-8").splitlines()]
    assert days[0] == "Datum"
    assert (days[1][3:], days[-1]) == ("05.2026", "01.06.2026")


def test_a_next_day_continues_the_register(tmp_path: Path) -> None:
    write_sample(tmp_path, days=10)
    before = readings(tmp_path)
    write_next_day(tmp_path)
    [(read_on, state)] = readings(tmp_path)[len(before) :]
    assert read_on == before[-1][0] + timedelta(days=1) == date(2026, 7, 2)
    assert 0 < state - before[-1][1] < 1
    assert water(tmp_path)[-1]["usage_date"] == "2026-07-01"


def test_the_profile_of_the_meter_lies_in_the_household(sample: Path) -> None:
    [profile] = load_household(sample / "household").profile_paths()
    assert profile.name == "water_register.yml"
