"""Make the walks of Ben's days as phone, watch and an app of a sports studio count them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samples.local_days import length_seconds, start_second
from samples.plan import random_of
from samples.recorders import (
    DISTANCE,
    ENERGY,
    HEART_RATE,
    HOUR,
    PHONE,
    STEPS,
    STUDIO,
    WATCH,
    Amount,
    Kind,
    Recorder,
    has_phone,
    is_late_home,
    worn_spans,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from random import Random

TUESDAY, FRIDAY, SATURDAY = 1, 4, 5
STRIDE_CENTIMETERS = 78
HUNDREDTH_KILOCALORIES_PER_STEP = 4.5


@dataclass(frozen=True)
class Walk:
    """Hold a walk; seconds since 1970, the end exclusive. A run is what a workout is made of."""

    begin: int
    end: int
    steps_per_minute: int
    is_run: bool = False
    is_in_studio: bool = False

    def per_second(self, kind: Kind) -> float:
        """Return how much of a kind one second brings, in the unit of its last decimal."""
        steps = self.steps_per_minute / 60
        factors = {
            STEPS: 1.0,
            DISTANCE: STRIDE_CENTIMETERS,
            ENERGY: HUNDREDTH_KILOCALORIES_PER_STEP,
        }
        return steps * factors[kind]


def walks_of(seed: int, day: date) -> list[Walk]:
    """Return the walks that begin on a day, in order; none overlaps another."""
    random = random_of(seed, "walks_ben", day)
    walks: list[Walk] = []
    for walk in sorted(_wishes(random, day), key=lambda one: (not one.is_run, one.begin)):
        if all(walk.end <= other.begin or other.end <= walk.begin for other in walks):
            walks.append(walk)
    return sorted(walks, key=lambda one: one.begin)


def _wishes(random: Random, day: date) -> Iterator[Walk]:
    start = start_second(day)
    for _ in range(random.randrange(9, 15)):
        begin = start + int(random.uniform(7.2, 21.5) * HOUR)
        length = int(random.triangular(90, 1300, 200))
        yield Walk(begin, begin + length, random.randrange(92, 121))
    if day.weekday() in (TUESDAY, FRIDAY) and random.random() < 0.6:
        yield Walk(start + 68_700, start + 70_500, 148, is_run=True, is_in_studio=True)
    if day.weekday() == SATURDAY and random.random() < 0.6:
        begin = start + 9 * HOUR + random.randrange(1800)
        yield Walk(begin, begin + random.randrange(1500, 2700), 161, is_run=True)
    if is_late_home(day):
        begin = start + length_seconds(day) - random.randrange(100, 400)
        yield Walk(begin, begin + 590, 104)


def amounts_of(seed: int, day: date) -> Iterator[Amount]:
    """Yield what the recorders counted of the walks that begin on a day, and the pulse."""
    if not has_phone(day):
        return
    random = random_of(seed, "recorders_ben", day)
    spans = tuple(worn_spans(day))
    for walk in walks_of(seed, day):
        if walk.is_in_studio:
            yield from _by_studio(random, walk)
        elif random.random() < 0.7:
            yield from _by_phone(random, walk)
        for begin, end in spans:
            yield from _by_watch(random, walk, max(walk.begin, begin), min(walk.end, end))
    for begin, end in spans:
        yield from _resting(random, begin, end)


def _by_phone(random: Random, walk: Walk) -> Iterator[Amount]:
    # A phone notices a walk a little late and adds ten minutes up before it writes them.
    begin, end = walk.begin + random.randrange(20), walk.end + random.randrange(-10, 15)
    for kind in (STEPS, DISTANCE):
        yield from _counted(random, kind, PHONE, (begin, end, 600), walk.per_second(kind) * 0.96)


def _by_studio(random: Random, walk: Walk) -> Iterator[Amount]:
    for kind in (STEPS, DISTANCE):
        rate = walk.per_second(kind) * 1.05
        yield from _counted(random, kind, STUDIO, (walk.begin, walk.end, 900), rate)


def _by_watch(random: Random, walk: Walk, begin: int, end: int) -> Iterator[Amount]:
    if begin >= end:
        return
    for kind in (STEPS, DISTANCE, ENERGY):
        yield from _counted(random, kind, WATCH, (begin, end, 240), walk.per_second(kind))
    if random.random() < 0.2:
        # Some records begin and end at the same second.
        moment = random.randrange(begin, end)
        yield Amount(STEPS, WATCH, moment, moment, random.randrange(1, 6))


def _resting(random: Random, begin: int, end: int) -> Iterator[Amount]:
    yield from _counted(random, ENERGY, WATCH, (begin, end, HOUR), 0.18)
    for moment in range(begin + random.randrange(HOUR), end, 2 * HOUR):
        yield Amount(HEART_RATE, WATCH, moment, moment, random.randrange(58, 97))


def _counted(
    random: Random, kind: Kind, recorder: Recorder, span: tuple[int, int, int], per_second: float
) -> Iterator[Amount]:
    """Cut a span into records; `span` is its begin, its end and the longest record."""
    moment, end, longest = span
    while moment < end:
        until = min(moment + random.randrange(longest // 2, longest + 1), end)
        amount = round((until - moment) * per_second * random.uniform(0.95, 1.05))
        yield Amount(kind, recorder, moment, until, max(amount, 1))
        moment = until
