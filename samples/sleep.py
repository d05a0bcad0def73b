"""Make Ben's nights and naps as phone and watch record them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from samples.local_days import start_second
from samples.plan import random_of
from samples.recorders import HOUR, PHONE, WATCH, Recorder, has_phone, has_watch

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from random import Random

SUNDAY = 6
CORE, DEEP, REM = "AsleepCore", "AsleepDeep", "AsleepREM"
UNSPECIFIED, AWAKE, IN_BED = "AsleepUnspecified", "Awake", "InBed"
ASLEEP = frozenset((CORE, DEEP, REM, UNSPECIFIED))
# A cycle of sleep: a stage with its shortest and longest length in minutes.
_CYCLE = ((CORE, 14, 40), (DEEP, 10, 34), (CORE, 8, 22), (REM, 8, 32))


@dataclass(frozen=True, slots=True)
class Stage:
    """Hold a stage of sleep; seconds since 1970, the end exclusive."""

    recorder: Recorder
    stage: str
    begin: int
    end: int


def stages_of(seed: int, day: date) -> list[Stage]:
    """Return the night that ends on a day, which may begin on the day before, and its nap."""
    if not has_phone(day):
        return []
    random = random_of(seed, "sleep_ben", day)
    # The watch lies on its charger in one night of five, but not where a doze must meet a night.
    is_on_wrist = has_watch(day) and (random.random() < 0.8 or day.day in (10, 11))
    recorder = WATCH if is_on_wrist else PHONE
    stages = list(_night(random, day, recorder))
    if day.weekday() == SUNDAY and random.random() < 0.5:
        stages += _nap(random, day, recorder)
    return stages


def _night(random: Random, day: date, recorder: Recorder) -> Iterator[Stage]:
    midnight = start_second(day)
    is_dozed = day.day == 11
    bed = midnight - (6000 if is_dozed else random.randrange(600, 5400))
    rise = midnight + int(random.uniform(6.4, 8.1) * HOUR)
    asleep = bed + random.randrange(240, 1500)
    if is_dozed:
        # A doze that ends before midnight is the day before's. An hour is the shortest gap that
        # parts it from the night.
        doze_end = asleep + 2700
        yield from _asleep(random, recorder, asleep, doze_end)
        asleep = doze_end + (HOUR if day.month % 2 == 0 else HOUR + 900)
    yield from _asleep(random, recorder, asleep, rise - random.randrange(60, 900))
    # In some nights the phone lies in the kitchen and knows nothing of a bed.
    if recorder is PHONE or random.random() < 0.85:
        yield Stage(PHONE, IN_BED, bed, rise)


def _nap(random: Random, day: date, recorder: Recorder) -> Iterator[Stage]:
    begin = start_second(day) + 15 * HOUR + random.randrange(HOUR)
    end = begin + random.randrange(1200, 4200)
    yield from _asleep(random, recorder, begin, end)
    if recorder is PHONE:
        yield Stage(PHONE, IN_BED, begin - 120, end + 180)


def _asleep(random: Random, recorder: Recorder, begin: int, end: int) -> Iterator[Stage]:
    if recorder is PHONE:
        # The phone guesses from how it is used: a look at the clock ends a stretch.
        look = begin + (end - begin) * random.randrange(30, 70) // 100
        yield Stage(PHONE, UNSPECIFIED, begin, look)
        yield Stage(PHONE, UNSPECIFIED, min(look + random.randrange(60, 420), end - 60), end)
        return
    moment = begin
    while moment < end:
        for stage, shortest, longest in _CYCLE:
            until = min(moment + random.randrange(shortest * 2, longest * 2 + 1) * 30, end)
            if moment < until:
                yield Stage(WATCH, stage, moment, until)
            moment = until
        if moment < end and random.random() < 0.7:
            until = min(moment + random.randrange(2, 24) * 30, end - 30)
            if moment < until:
                yield Stage(WATCH, AWAKE, moment, until)
                moment = until
