"""Gather what Ben's phone keeps of his health, and say when he exports it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from samples.body import measured_on
from samples.local_days import ZONE
from samples.plan import Plan, days_between, random_of
from samples.recorders import (
    DISTANCE,
    ENERGY,
    STUDIO,
    WATCH,
    Amount,
    Recorder,
    has_phone,
    has_watch,
    worn_spans,
)
from samples.sleep import Stage, stages_of
from samples.walks import Walk, amounts_of, walks_of

if TYPE_CHECKING:
    from collections.abc import Iterator

# A record is written a moment after its end.
WRITTEN_AFTER_SECONDS = 7
_OLDER_EXPORT_DAYS = 21


@dataclass(frozen=True)
class Workout:
    """Hold a run; distance and energy in the last decimals of their kinds."""

    walk: Walk
    recorder: Recorder
    distance: int
    energy: int


@dataclass(frozen=True)
class Rings:
    """Hold the activity summary of a day; energy in hundredths of a kilocalorie."""

    day: date
    energy: int
    exercise_minutes: int
    stand_hours: int


@dataclass(frozen=True)
class Health:
    """Hold all that the phone keeps of some days."""

    amounts: tuple[Amount, ...]
    stages: tuple[Stage, ...]
    workouts: tuple[Workout, ...]
    rings: tuple[Rings, ...]


def export_times(plan: Plan) -> list[datetime]:
    """Return when Ben exports: on an evening three weeks before the end, and the morning after it.

    Each export holds everything up to its moment again.
    """
    older = plan.last_date - timedelta(days=_OLDER_EXPORT_DAYS)
    times = [datetime.combine(older, time(21, 4, 13), ZONE)] if older >= plan.first_date else []
    after = plan.last_date + timedelta(days=1)
    return [*times, datetime.combine(after, time(7, 12, 40), ZONE)]


@lru_cache(maxsize=2)
def health_of(plan: Plan) -> Health:
    """Return what the last export holds, each kind in the order of its days.

    Days that are added to a sample later are not exported.
    """
    days = list(days_between(plan.first_date, plan.last_date))
    return Health(
        tuple(one for day in days for one in _amounts(plan.seed, day)),
        tuple(one for day in days for one in stages_of(plan.seed, day)),
        tuple(one for day in days for one in _workouts(plan.seed, day)),
        tuple(one for day in days for one in _rings(plan.seed, day)),
    )


def _amounts(seed: int, day: date) -> Iterator[Amount]:
    yield from amounts_of(seed, day)
    yield from measured_on(seed, day)


def _workouts(seed: int, day: date) -> Iterator[Workout]:
    if not has_phone(day):
        return
    spans = tuple(worn_spans(day))
    for walk in walks_of(seed, day):
        is_on_wrist = any(begin <= walk.begin and walk.end <= end for begin, end in spans)
        if walk.is_run and (is_on_wrist or walk.is_in_studio):
            seconds = walk.end - walk.begin
            distance, energy = (
                round(walk.per_second(kind) * seconds) for kind in (DISTANCE, ENERGY)
            )
            yield Workout(walk, WATCH if is_on_wrist else STUDIO, distance, energy)


def _rings(seed: int, day: date) -> Iterator[Rings]:
    if has_watch(day):
        random = random_of(seed, "rings_ben", day)
        burned = sum(one.amount for one in amounts_of(seed, day) if one.kind is ENERGY)
        yield Rings(day, burned, random.randrange(8, 71), random.randrange(7, 15))
