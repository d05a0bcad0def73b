"""Say which days a sample covers and where its awkward places are."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

SAMPLE_LAST_DATE = date(2026, 6, 30)
SAMPLE_AS_OF = datetime(2026, 7, 1, 6, tzinfo=UTC)
# Balances are added up from here, so that a day's balance does not depend on the sample's length.
EARLIEST_DATE = date(2010, 1, 1)
PLAN_FILE = "sample.json"


class SampleError(Exception):
    """Say what is wrong with a sample and what to do about it."""


@dataclass(frozen=True)
class Plan:
    """Hold what a sample is made of: two plans that are equal give equal bytes."""

    seed: int
    first_date: date
    last_date: date
    extra_days: int = 0

    @property
    def end_date(self) -> date:
        """Return the last day with data, days added later included."""
        return self.last_date + timedelta(days=self.extra_days)

    @property
    def as_of(self) -> datetime:
        """Return the morning after the last day, in UTC."""
        return datetime.combine(self.end_date + timedelta(days=1), time(6), tzinfo=UTC)

    @property
    def late_month(self) -> date | None:
        """Return the first day of the month whose files come late, if it is whole in the sample."""
        month = months_before(self.last_date, 4)
        return month if month >= self.first_date else None

    def days(self) -> Iterator[date]:
        """Yield every day with data in order."""
        return days_between(self.first_date, self.end_date)

    def is_late(self, day: date) -> bool:
        """Tell whether the day lies in the month whose files come late."""
        return self.late_month is not None and day.replace(day=1) == self.late_month


def make_plan(days: int, seed: int, last_date: date) -> Plan:
    """Return the plan of a sample of some days that ends on `last_date`.

    Raises: SampleError for less than one day or a start before 2010.
    """
    longest = (last_date - EARLIEST_DATE).days
    if not 1 <= days <= longest:
        raise SampleError(f"{days} days cannot be generated. Choose 1 to {longest} days.")
    return Plan(seed, last_date - timedelta(days=days - 1), last_date)


def read_plan(directory: Path) -> Plan:
    """Read the plan that a sample was written by.

    Raises: SampleError where the folder holds no sample.
    """
    path = directory / PLAN_FILE
    if not path.is_file():
        raise SampleError(f"{directory} holds no sample. Write one with `daybook sample` first.")
    stored = json.loads(path.read_text(encoding="utf-8"))
    return Plan(
        stored["seed"],
        date.fromisoformat(stored["first_date"]),
        date.fromisoformat(stored["last_date"]),
        stored["extra_days"],
    )


def write_plan(directory: Path, plan: Plan) -> None:
    """Write the plan beside the sample."""
    text = json.dumps(asdict(plan), default=str, indent=2)
    (directory / PLAN_FILE).write_text(text + "\n", encoding="utf-8")


def random_of(seed: int, subject: str, day: date) -> Random:
    """Return the random numbers of one subject on one day, whatever the sample around it."""
    return Random(f"{seed}:{subject}:{day.isoformat()}")


def days_between(first: date, last: date) -> Iterator[date]:
    """Yield the days from first to last, both included."""
    for number in range((last - first).days + 1):
        yield first + timedelta(days=number)


def months_before(day: date, count: int) -> date:
    """Return the first day of the month that lies `count` months before the day's."""
    number = day.year * 12 + day.month - 1 - count
    return date(number // 12, number % 12 + 1, 1)
