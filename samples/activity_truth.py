"""Work out how much a person moved: every second belongs to the best recorder that covers it.

A tracker's total of the day fills what those that state times left of it. Shares are fractions, so
nothing is rounded before the end.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from itertools import pairwise
from math import floor
from typing import TYPE_CHECKING

from samples.fitness import BEN, PEOPLE, ActivityDay, Person, activity_of
from samples.health import health_of
from samples.local_days import local_date, start_second
from samples.plan import Plan, days_between
from samples.recorders import DISTANCE, ENERGY, STEPS, Amount, Kind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from samples.climate_truth import RowPair

KINDS = (STEPS, DISTANCE, ENERGY)


@dataclass(frozen=True)
class Interval:
    """Hold an amount between two seconds since 1970, the end exclusive, and who counted it."""

    begin: int
    end: int
    amount: int
    priority: int
    recorder: str


Intervals = defaultdict[tuple[date, Kind], list[Interval]]


def activity_rows(plan: Plan) -> Iterator[RowPair]:
    """Yield the rows of `daily_activity` without and with the files that come late.

    A walk over the last midnight makes the day after the last one begin.
    """
    of_health = _health_intervals(plan)
    for day in days_between(plan.first_date, plan.end_date + timedelta(days=1)):
        for person in PEOPLE:
            is_late = person is not BEN and plan.is_late(day)
            row = _row(plan, person, day, of_health)
            if row is not None:
                yield None if is_late else row, row


def _health_intervals(plan: Plan) -> Intervals:
    """Return Ben's health records by each local day that they touch."""
    found: Intervals = defaultdict(list)
    for one in health_of(plan).amounts:
        interval = _of_health(one)
        for day in {local_date(interval.begin), local_date(interval.end - 1)}:
            found[day, one.kind].append(interval)
    return found


def _of_health(one: Amount) -> Interval:
    # A record without length counts as one second long.
    end = max(one.end, one.begin + 1)
    return Interval(one.begin, end, one.amount, one.recorder.priority, one.recorder.name)


def _row(plan: Plan, person: Person, day: date, of_health: Intervals) -> list[str] | None:
    activity = activity_of(plan.seed, person, day) if day <= plan.end_date else None
    name = f"fitbit_{person.person_id}"
    shares = {}
    for kind in KINDS:
        shares[kind] = day_shares(of_health[day, kind] if person is BEN else [], day)
        if activity is not None:
            left = _of_day(activity, kind) - _total(shares[kind])
            shares[kind] = {**shares[kind], name: max(left, Fraction())}
    if not any(shares.values()):
        return None
    steps = shares[STEPS]
    rounded = str(floor(_total(steps) + Fraction(1, 2))) if steps else ""
    source = min(steps, key=lambda one: (-steps[one], one)) if steps else ""
    amounts = [_hundredths(shares[kind]) for kind in (DISTANCE, ENERGY)]
    return [day.isoformat(), person.person_id, rounded, *amounts, source]


def _of_day(activity: ActivityDay, kind: Kind) -> int:
    amounts = {
        STEPS: activity.step_count,
        DISTANCE: activity.distance_decameters * 1000,
        ENERGY: activity.active_energy_kilocalories * 100,
    }
    return amounts[kind]


def day_shares(intervals: Sequence[Interval], day: date) -> Mapping[str, Fraction]:
    """Return what counts of each recorder on a day; a recorder that always stood back is absent."""
    first, last = start_second(day), start_second(day + timedelta(days=1))
    ends = {min(max(end, first), last) for one in intervals for end in (one.begin, one.end)}
    cuts = sorted(ends)
    covering: list[list[int]] = [[] for _ in cuts]
    for number, one in enumerate(intervals):
        for place in range(bisect_left(cuts, one.begin), bisect_left(cuts, min(one.end, last))):
            covering[place].append(number)
    return _won(intervals, cuts, covering)


def _won(
    intervals: Sequence[Interval], cuts: Sequence[int], covering: Sequence[Sequence[int]]
) -> Mapping[str, Fraction]:
    """Share each interval out by the seconds in which its recorder is the best one."""
    seconds: dict[int, int] = defaultdict(int)
    for (begin, end), numbers in zip(pairwise(cuts), covering, strict=False):
        ranks = {
            number: (intervals[number].priority, intervals[number].recorder) for number in numbers
        }
        for number, rank in ranks.items():
            if rank == min(ranks.values()):
                seconds[number] += end - begin
    shares: dict[str, Fraction] = defaultdict(Fraction)
    for number, won in seconds.items():
        one = intervals[number]
        shares[one.recorder] += Fraction(one.amount * won, one.end - one.begin)
    return shares


def _total(shares: Mapping[str, Fraction]) -> Fraction:
    return sum(shares.values(), Fraction())


def _hundredths(shares: Mapping[str, Fraction]) -> str:
    return f"{float(_total(shares) / 100):.6f}" if shares else ""
