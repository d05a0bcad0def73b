"""TCX: activities as Garmin's and other training programs write them.

A workout is the sum of its laps. Courses and workouts to come are planned and counted only.
Source: Garmin's schemas TrainingCenterDatabase 2 and ActivityExtension 2.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from ingestion.decoders.base import Item
from ingestion.decoders.gpx_tcx_points import (
    Clock,
    Planned,
    PointReader,
    Span,
    first_number,
    items,
    reject,
    row,
    truth,
)
from ingestion.decoders.gpx_tcx_xml import Branch, read_branches
from ingestion.home_zone import Zone
from ingestion.tables import ACTIVITY_FILE_LAPS, ACTIVITY_FILE_SAMPLES, ACTIVITY_FILE_WORKOUTS
from ingestion.times import StatedValueError

_BRANCHES = ("Activity", "Lap", "Trackpoint", "Creator", "Plan", "Course", "Workout", "Author")
_PLANNED = {"Course": "courses", "Workout": "planned workouts"}
_NAMES = (
    ("LatitudeDegrees",),
    ("LongitudeDegrees",),
    ("AltitudeMeters",),
    ("HeartRateBpm",),
    ("Cadence", "RunCadence"),
    ("Speed",),
    ("Watts",),
    (),
    ("DistanceMeters",),
)
_LAP = {
    "timer_seconds": ("TotalTimeSeconds",),
    "distance": ("DistanceMeters",),
    "energy": ("Calories",),
    "heart_rate_mean": ("AverageHeartRateBpm",),
    "heart_rate_max": ("MaximumHeartRateBpm",),
    "cadence_mean": ("Cadence", "AvgRunCadence"),
    "power_mean": ("AvgWatts",),
}
# A month in seconds; a longer lap is a mistake.
_LONGEST_LAP = 2_678_400
_SUMS = ("timer_seconds", "distance", "energy")
_MEANS = ("heart_rate_mean", "cadence_mean", "power_mean")

Numbers = Mapping[str, str | None]


class Tcx:
    """Decode the file of one person."""

    name = "tcx"
    version = 1

    def __init__(self, person: str, zone: Zone, *, is_zone_stated: bool = False) -> None:
        self.options: Mapping[str, Any] = {
            "person": person,
            "zone": zone.key,
            "is_zone_stated": is_zone_stated,
        }
        self._person, self._zone, self._is_zone_stated = person, zone, is_zone_stated

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the order in which their elements end."""
        clock = Clock(self._zone, is_stated=self._is_zone_stated)
        reader = _Reader(self._person, clock)
        branches = read_branches(file, "TrainingCenterDatabase", _BRANCHES)
        yield from items(branches, reader.take, reader.planned, "no activity, course or workout")


@dataclass
class _Totals:
    """Add up the laps of a workout; means are weighted by the laps' length."""

    numbers: dict[str, Decimal] = field(default_factory=dict)
    weights: dict[str, Decimal] = field(default_factory=dict)

    def add(self, lap: Numbers) -> None:
        length = Decimal(lap["timer_seconds"] or 0)
        for name in _SUMS:
            self._add(name, lap[name], Decimal(1))
        for name in _MEANS:
            self._add(name, lap[name], length)
        highest = lap["heart_rate_max"]
        if highest is not None:
            known = self.numbers.get("heart_rate_max", Decimal(0))
            self.numbers["heart_rate_max"] = max(known, Decimal(highest))

    def _add(self, name: str, text: str | None, weight: Decimal) -> None:
        if text is not None:
            self.numbers[name] = self.numbers.get(name, Decimal(0)) + Decimal(text) * weight
            self.weights[name] = self.weights.get(name, Decimal(0)) + weight

    def texts(self) -> dict[str, str | None]:
        """Return the totals as texts, means to a tenth."""
        told: dict[str, str | None] = {
            name: format(number, "f") for name, number in self.numbers.items()
        }
        for name in _MEANS:
            weight = self.weights.get(name)
            mean = self.numbers[name] / weight if weight else None
            told[name] = None if mean is None else str(round(float(mean), 1))
        return told


class _Reader:
    """Hold what the activity has said so far."""

    def __init__(self, person: str, clock: Clock) -> None:
        self.planned = Planned(ACTIVITY_FILE_WORKOUTS, _PLANNED)
        self._person, self._clock = person, clock
        self._points = PointReader(person, "tcx", self._clock, _NAMES)
        self._workout, self._count_laps = 1, 0
        self._activity, self._lap = Span(), Span()
        self._totals = _Totals()
        self._device: str | None = None

    def take(self, branch: Branch) -> Iterator[Item]:
        if branch.name in _PLANNED:
            self.planned.take(branch)
        elif branch.name == "Creator":
            self._device = branch.leaves.get("Name")
        elif branch.name == "Trackpoint" and _is_done(branch):
            yield self._point(branch)
        elif branch.name == "Lap" and _is_done(branch):
            yield self._end_lap(branch)
        elif branch.name == "Activity":
            yield self._end_activity(branch)

    def _point(self, point: Branch) -> Item:
        try:
            return self._points.read(point, point.leaves.get("Time"), self._workout, self._lap)
        except StatedValueError as problem:
            return reject(ACTIVITY_FILE_SAMPLES, point, problem)

    def _end_lap(self, lap: Branch) -> Item:
        span, self._lap = self._lap, Span()
        self._note_times(span)
        try:
            start, is_assumed = self._clock.read(lap.stated.get("StartTime"))
            numbers = {name: first_number(lap.leaves, names) for name, names in _LAP.items()}
        except StatedValueError as problem:
            return reject(ACTIVITY_FILE_LAPS, lap, problem)
        span.add(start, is_assumed=is_assumed)
        span.add(_end_of(start, numbers["timer_seconds"], span), is_assumed=is_assumed)
        self._note_times(span)
        self._totals.add(numbers)
        self._count_laps += 1
        columns = {
            **self._owner(span),
            **numbers,
            **_units(numbers),
            "lap_number": str(self._count_laps),
            "intensity": lap.leaves.get("Intensity"),
        }
        return row(ACTIVITY_FILE_LAPS, columns, (span.first, span.last), lap.line)

    def _note_times(self, span: Span) -> None:
        if span.first:
            self._activity.add(span.first, is_assumed=span.is_assumed)
            self._activity.add(span.last, is_assumed=span.is_assumed)

    def _end_activity(self, activity: Branch) -> Item:
        span, totals, device = self._activity, self._totals.texts(), self._device
        self._activity, self._totals = Span(), _Totals()
        self._count_laps, self._device = 0, None
        if not span.first:
            missing = StatedValueError("time_missing", "no lap and no trackpoint states one")
            return reject(ACTIVITY_FILE_WORKOUTS, activity, missing)
        columns = {
            **self._owner(span),
            **totals,
            **_units(totals),
            "activity_type": activity.stated.get("Sport"),
            "name": activity.leaves.get("Notes"),
            "device": device,
        }
        self._workout += 1
        return row(ACTIVITY_FILE_WORKOUTS, columns, (span.first, span.last), activity.line)

    def _owner(self, span: Span) -> dict[str, str | None]:
        return {
            "person": self._person,
            "file_kind": "tcx",
            "workout_number": str(self._workout),
            "is_time_zone_assumed": truth(is_true=span.is_assumed),
        }


def _is_done(branch: Branch) -> bool:
    """Tell laps and trackpoints of an activity from those of a course, which is planned."""
    parent = branch.parent
    while parent is not None and parent.name == "Lap":
        parent = parent.parent
    return parent is not None and parent.name == "Activity"


def _end_of(start: str, length: str | None, span: Span) -> str:
    """Return when a lap ended: at its last trackpoint, or after its length where it has none."""
    if span.last > start or length is None or not 0 <= Decimal(length) <= _LONGEST_LAP:
        return max(start, span.last)
    end = datetime.fromisoformat(start) + timedelta(seconds=float(length))
    return end.isoformat()


def _units(numbers: Numbers) -> Numbers:
    return {
        "distance_unit": "m" if numbers.get("distance") is not None else None,
        "energy_unit": "kcal" if numbers.get("energy") is not None else None,
    }
