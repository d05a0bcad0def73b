"""Make the quarter-hour readings of an electricity meter with a solar roof."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import cos, pi, sin, sqrt
from typing import TYPE_CHECKING

from samples.local_days import slot_labels
from samples.plan import Plan, random_of

if TYPE_CHECKING:
    from collections.abc import Iterator

METER_ID = "main"
LATITUDE_TILT_HOURS = 4.3
SOLAR_NOON = 13.3
SATURDAY = 5
# Average draw of a quarter hour in watt-hours, by hour of the day.
_MORNING_LOAD = (38, 35, 34, 34, 35, 42, 85, 120, 95, 70, 65, 75)
_USUAL_LOAD = (*_MORNING_LOAD, 95, 80, 65, 62, 75, 150, 210, 170, 130, 115, 85, 55)


@dataclass(frozen=True)
class Reading:
    """Hold one quarter hour; amounts in watt-hours."""

    day: date
    label: str
    import_watt_hours: int
    export_watt_hours: int


class _DayCurve:
    """Give load and sun at an hour of one day, in watt-hours for each quarter hour."""

    def __init__(self, day: date) -> None:
        number = day.timetuple().tm_yday
        season = -cos(2 * pi * (number + 10) / 365.25)
        self._is_weekend = day.weekday() >= SATURDAY
        self._winter = 1.0 + 0.25 * cos(2 * pi * (number - 15) / 365.25)
        self._half_length = (12 + LATITUDE_TILT_HOURS * season) / 2
        self._peak = 480 + 330 * season

    def load(self, hour: float) -> float:
        at_home = 1.15 if self._is_weekend and 8 <= hour < 17 else 1.0
        return _USUAL_LOAD[int(hour)] * self._winter * at_home

    def sun(self, hour: float) -> float:
        height = 1 - abs((hour - SOLAR_NOON) / self._half_length)
        return self._peak * sqrt(sin(pi / 2 * height)) ** 3 if height > 0 else 0.0


def day_readings(seed: int, day: date) -> list[Reading]:
    """Return the readings that a meter sent for a local day; a rare failure leaves a hole."""
    random = random_of(seed, "electricity", day)
    curve, cloud = _DayCurve(day), random.triangular(0.12, 1.0, 0.7)
    labels = slot_labels(day)
    hole = _hole(random.random(), random.randrange(len(labels)))
    readings = []
    for number, label in enumerate(labels):
        hour = int(label[:2]) + int(label[3:]) / 60
        load = curve.load(hour) * random.uniform(0.75, 1.3)
        sun = curve.sun(hour) * cloud * random.uniform(0.85, 1.1)
        # Within a quarter hour a cloud or a kettle makes both directions count a little.
        crossing = min(load, sun) * random.uniform(0.0, 0.1)
        drawn, fed = max(load - sun, 0.0) + crossing, max(sun - load, 0.0) + crossing
        if number not in hole:
            readings.append(Reading(day, label, round(drawn), round(fed)))
    return readings


def _hole(chance: float, start: int) -> range:
    return range(start, start + 1 + int(chance * 1200)) if chance < 0.01 else range(0)


def broken_interval(plan: Plan) -> tuple[date, str]:
    """Return the day and start of the interval whose row is cut off in the file."""
    return plan.last_date - timedelta(days=18), "03:15"


def kept_readings(plan: Plan, day: date) -> Iterator[Reading]:
    """Yield the readings of a day that a reader of the files can get at."""
    broken = broken_interval(plan)
    return (one for one in day_readings(plan.seed, day) if (one.day, one.label) != broken)
