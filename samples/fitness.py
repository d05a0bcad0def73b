"""Make the days that the fitness trackers of two people count."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from samples.plan import Plan, random_of
from samples.recorders import wears_fitbit


@dataclass(frozen=True)
class Person:
    """Hold a person's habits; the stride is in centimeters."""

    person_id: str
    usual_steps: int
    weekend_factor: float
    stride_centimeters: int


ANNA = Person("anna", usual_steps=9200, weekend_factor=1.25, stride_centimeters=71)
BEN = Person("ben", usual_steps=6800, weekend_factor=0.8, stride_centimeters=78)
PEOPLE = (ANNA, BEN)


@dataclass(frozen=True)
class ActivityDay:
    """Hold one counted day; the distance in steps of ten meters, as the export rounds it."""

    day: date
    step_count: int
    distance_decameters: int
    active_energy_kilocalories: int


def activity_of(seed: int, person: Person, day: date) -> ActivityDay | None:
    """Return what the tracker counted on a day, nothing where it was not worn or has no data."""
    if person is BEN and not wears_fitbit(day):
        return None
    random = random_of(seed, f"fitbit_{person.person_id}", day)
    chance = random.random()
    if chance < 0.02:
        return None
    if chance < 0.03:
        return ActivityDay(day, 0, 0, 0)  # the tracker lay on a shelf
    factor = person.weekend_factor if day.weekday() >= 5 else 1.0
    steps = int(person.usual_steps * factor * random.triangular(0.35, 1.9, 0.95))
    distance = steps * person.stride_centimeters // 1000
    return ActivityDay(day, steps, distance, steps * random.randrange(36, 46) // 1000)


def unfinished(activity: ActivityDay) -> ActivityDay:
    """Return what the tracker had counted at noon, when an export was made too early."""
    return ActivityDay(
        activity.day,
        activity.step_count // 2,
        activity.distance_decameters // 2,
        activity.active_energy_kilocalories // 2,
    )


def unfinished_day(plan: Plan) -> date:
    """Return the Sunday that one of Ben's weekly exports holds half and the next one whole."""
    day = plan.last_date - timedelta(days=7)
    return day - timedelta(days=(day.weekday() + 1) % 7)
