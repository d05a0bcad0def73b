"""Say what records Ben's health, and on which days he has it with him."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from samples.local_days import start_second

if TYPE_CHECKING:
    from collections.abc import Iterator

HOUR = 3600  # seconds
PHONE_SINCE = date(2025, 11, 15)
WATCH_SINCE = date(2026, 3, 7)
# For four weeks Ben wears both, over the night on which the clock is put forward.
FITBIT_UNTIL = date(2026, 4, 5)
# In June the watch is mended; he takes the old tracker out again and keeps wearing it.
FITBIT_AGAIN_SINCE = date(2026, 6, 15)
WATCH_AWAY = (date(2026, 6, 17), date(2026, 6, 23))


@dataclass(frozen=True)
class Recorder:
    """Hold a source of health records: its name as the export writes it, and plainly.

    `device` is the text behind the memory address; an app has none.
    """

    stated_name: str
    name: str
    priority: int
    version: str
    device: str = ""


# The phone writes a name with a curved apostrophe and a blank that does not break.
WATCH = Recorder(
    "Ben\u2019s Apple\u00a0Watch",
    "Ben's Apple Watch",
    1,
    "11.4",
    "name:Apple Watch, manufacturer:Apple Inc., model:Watch, hardware:Watch7,3, software:11.4",
)
PHONE = Recorder(
    "Ben\u2019s iPhone",
    "Ben's iPhone",
    2,
    "18.4",
    "name:iPhone, manufacturer:Apple Inc., model:iPhone, hardware:iPhone15,2, software:18.4",
)
STUDIO = Recorder("Studio Nord", "Studio Nord", 5, "2.1")
SCALE = Recorder("Scale", "Scale", 5, "1.7")


@dataclass(frozen=True)
class Kind:
    """Hold a kind of amount; amounts are whole numbers of the last decimal that is written."""

    name: str
    unit: str
    decimals: int


STEPS = Kind("StepCount", "count", 0)
DISTANCE = Kind("DistanceWalkingRunning", "km", 5)  # in centimeters
ENERGY = Kind("ActiveEnergyBurned", "kcal", 2)
HEART_RATE = Kind("HeartRate", "count/min", 0)
RESTING = Kind("RestingHeartRate", "count/min", 0)
VARIABILITY = Kind("HeartRateVariabilitySDNN", "ms", 3)
MASS = Kind("BodyMass", "kg", 1)
MEASURED = (HEART_RATE, RESTING, VARIABILITY, MASS)


@dataclass(frozen=True, slots=True)
class Amount:
    """Hold what a recorder counted from one second since 1970 to another, the end exclusive."""

    kind: Kind
    recorder: Recorder
    begin: int
    end: int
    amount: int


def wears_fitbit(day: date) -> bool:
    """Tell whether Ben wears his tracker."""
    return day <= FITBIT_UNTIL or day >= FITBIT_AGAIN_SINCE


def has_phone(day: date) -> bool:
    """Tell whether Ben's phone counts already."""
    return day >= PHONE_SINCE


def has_watch(day: date) -> bool:
    """Tell whether Ben has his watch."""
    return day >= WATCH_SINCE and not WATCH_AWAY[0] <= day <= WATCH_AWAY[1]


def is_late_home(day: date) -> bool:
    """Tell whether Ben comes home after midnight, so that a record lies in two days."""
    return day.day in (4, 13, 22)


def worn_spans(day: date) -> Iterator[tuple[int, int]]:
    """Yield when the watch is on the wrist while Ben is up: on even days it is charged at dinner.

    Seconds since 1970, the end exclusive.
    """
    if not has_watch(day):
        return
    start = start_second(day)
    night = start + (25 if is_late_home(day) else 22) * HOUR
    if day.day % 2 == 0:
        yield start + 27_000, start + 67_500
        yield start + 72_900, night
    else:
        yield start + 27_000, night
