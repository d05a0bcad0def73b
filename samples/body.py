"""Make what Ben's watch measures of his heart, and what he reads off a scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from samples.local_days import start_second
from samples.plan import random_of
from samples.recorders import (
    HEART_RATE,
    HOUR,
    MASS,
    RESTING,
    SCALE,
    VARIABILITY,
    WATCH,
    Amount,
    has_phone,
    worn_spans,
)
from samples.walks import walks_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

BEAT_SECONDS = 30


def measured_on(seed: int, day: date) -> Iterator[Amount]:
    """Yield what was measured of the body on a day."""
    random = random_of(seed, "body_ben", day)
    if has_phone(day) and random.random() < 0.45:
        moment = start_second(day) + 7 * HOUR + random.randrange(HOUR)
        yield Amount(MASS, SCALE, moment, moment, random.randrange(806, 829))
    spans = tuple(worn_spans(day))
    if not spans:
        return
    begin, end = spans[0][0], spans[-1][1]
    # On some days the watch does not find the heart at rest.
    if random.random() < 0.9:
        yield Amount(RESTING, WATCH, begin, end, random.randrange(50, 60))
    for moment in sorted(random.sample(range(begin, end), random.randrange(4))):
        yield Amount(VARIABILITY, WATCH, moment, moment + 60, random.randrange(32_000, 78_000))
    for walk in walks_of(seed, day):
        if walk.is_run and any(start <= walk.begin and walk.end <= stop for start, stop in spans):
            effort = random.randrange(128, 166)
            for moment in range(walk.begin + 7, walk.end, BEAT_SECONDS):
                beats = effort + random.randrange(-9, 10)
                yield Amount(HEART_RATE, WATCH, moment, moment, beats)
