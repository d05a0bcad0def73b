"""Make the states of a water meter that the household reads at midnight, on most days."""

from __future__ import annotations

from datetime import date, timedelta
from functools import lru_cache
from itertools import groupby, pairwise
from typing import TYPE_CHECKING

from samples.plan import EARLIEST_DATE, Plan, days_between, random_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from samples.writing import SampleFiles

METER_ID = "water"
HEADER = "Datum;Zählerstand (m³)\r\n"
# The waterworks put in another meter, which had counted a little on the test bench.
REPLACED_ON = date(2026, 6, 10)
_FIRST_LITERS, _REPLACED_LITERS = 18_204, 12


def liters_of(seed: int, day: date) -> int:
    """Return how much water flows on a day."""
    random = random_of(seed, "water", day)
    return int(random.triangular(120, 460, 260) * (1.1 if day.weekday() >= 5 else 1.0))


def is_read(seed: int, day: date) -> bool:
    """Tell whether somebody reads the meter when a day begins; no month begins unread."""
    is_away = day.day in (17, 18) and day.month % 2 == 0
    return day.day == 1 or not (is_away or random_of(seed, "water_read", day).random() < 0.04)


@lru_cache(maxsize=16)
def _liters_before(seed: int, day: date) -> int:
    return _FIRST_LITERS + sum(
        liters_of(seed, one) for one in days_between(EARLIEST_DATE, day - timedelta(days=1))
    )


def readings(seed: int, first: date, last: date) -> Iterator[tuple[date, int]]:
    """Yield the days from first to last that begin with a reading, and what the register shows.

    In liters; `last` is included.
    """
    liters = _liters_before(seed, min(first, REPLACED_ON))
    for day in days_between(min(first, REPLACED_ON), last):
        liters = _REPLACED_LITERS if day == REPLACED_ON else liters
        if day >= first and is_read(seed, day):
            yield day, liters
        liters += liters_of(seed, day)


def write_water_months(files: SampleFiles, plan: Plan) -> None:
    """Write a file for each month, which ends with the reading at the end of its last day."""
    after = plan.last_date + timedelta(days=1)
    found = list(readings(plan.seed, plan.first_date, after))
    for month, group in groupby(found, lambda one: _month_of(plan, one[0])):
        _write_readings(files, f"water/wasserstand_{month}.csv", list(group))


def _month_of(plan: Plan, day: date) -> str:
    return f"{max(day - timedelta(days=1), plan.first_date):%Y-%m}"


def write_water_day(files: SampleFiles, plan: Plan, day: date) -> None:
    """Write the reading at the end of a day, no file where nobody read the meter."""
    after = day + timedelta(days=1)
    found = list(readings(plan.seed, after, after))
    if found:
        _write_readings(files, f"water/wasserstand_{day}.csv", found)


def _write_readings(files: SampleFiles, path: str, found: list[tuple[date, int]]) -> None:
    with files.open(path) as file:
        file.write(HEADER)
        for day, liters in found:
            state = f"{liters // 1000},{liters % 1000:03}"
            file.write(f"{day:%d.%m.%Y};{state}\r\n", records=1)


def water_rows(plan: Plan) -> Iterator[list[str]]:
    """Yield the rows of `daily_meter_usage`: what flowed between two readings is the earlier day's.

    A register that shows less than before tells nothing. A day that was not read has no row, and
    the day before it is not whole.
    """
    after = plan.end_date + timedelta(days=1)
    for (day, liters), (until, liters_then) in pairwise(
        readings(plan.seed, plan.first_date, after)
    ):
        if liters_then >= liters:
            flowed = liters_then - liters
            quantity = f"{flowed // 1000}.{flowed % 1000:03}"
            is_complete = "true" if until == day + timedelta(days=1) else "false"
            key = [day.isoformat(), METER_ID, "water", "import"]
            yield [*key, quantity, "m3", "1", "", is_complete]
