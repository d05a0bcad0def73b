"""GPX: tracks as watches and apps write them.

A track is a workout where its points state times; without, it says where and not when, as
waypoints and routes do, which are planned.
Source: GPX schemas 1.0 and 1.1; Garmin's TrackPointExtension 1 and 2 for heart rate, cadence and
temperature.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ingestion.decoders.base import Item
from ingestion.decoders.gpx_tcx_points import (
    Clock,
    Counted,
    Planned,
    PointReader,
    Span,
    items,
    reject,
    row,
    truth,
)
from ingestion.decoders.gpx_tcx_xml import Branch, read_branches
from ingestion.home_zone import Zone
from ingestion.tables import ACTIVITY_FILE_LAPS, ACTIVITY_FILE_SAMPLES, ACTIVITY_FILE_WORKOUTS
from ingestion.times import StatedValueError

_BRANCHES = (
    *("gpx", "metadata", "author", "copyright", "link"),
    *("wpt", "rte", "rtept", "trk", "trkseg", "trkpt"),
)
_PLANNED = {"wpt": "waypoints", "rtept": "points of a route", "trkpt": "points outside of a track"}
_NAMES = (
    ("lat",),
    ("lon",),
    ("ele",),
    ("hr", "heartrate"),
    ("cad", "cadence"),
    ("speed",),
    ("power", "watts", "PowerInWatts"),
    ("atemp", "temp", "temperature"),
    ("distance",),
)


class Gpx:
    """Decode the file of one person."""

    name = "gpx"
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
        branches = read_branches(file, "gpx", _BRANCHES)
        yield from items(branches, reader.take, reader.planned, "no track, route or waypoint")


class _Reader:
    """Hold what the track has said so far."""

    def __init__(self, person: str, clock: Clock) -> None:
        self.planned = Planned(ACTIVITY_FILE_SAMPLES, _PLANNED)
        self._person = person
        self._points = PointReader(person, "gpx", clock, _NAMES)
        self._workout, self._lap = 1, 1
        self._track, self._segment = Span(), Span()
        self._untimed: Counted | None = None

    def take(self, branch: Branch) -> Iterator[Item]:
        if branch.name == "trkpt" and _is_in_track(branch):
            yield from self._point(branch)
        elif branch.name == "trkseg":
            yield from self._end_segment(branch)
        elif branch.name == "trk":
            yield from self._end_track(branch)
        elif branch.name in _PLANNED:
            self.planned.take(branch)

    def _point(self, point: Branch) -> Iterator[Item]:
        time = point.leaves.get("time")
        if time is None:
            self._untimed = self._untimed or Counted(point)
            self._untimed.count += 1
            return
        try:
            yield self._points.read(point, time, self._workout, self._segment)
        except StatedValueError as problem:
            yield reject(ACTIVITY_FILE_SAMPLES, point, problem)

    def _end_segment(self, branch: Branch) -> Iterator[Item]:
        span, self._segment = self._segment, Span()
        if not span.first:
            return
        for time in (span.first, span.last):
            self._track.add(time, is_assumed=span.is_assumed)
        columns = {**self._owner(span), "lap_number": str(self._lap)}
        self._lap += 1
        yield row(ACTIVITY_FILE_LAPS, columns, (span.first, span.last), branch.line)

    def _end_track(self, track: Branch) -> Iterator[Item]:
        span, self._track, self._lap = self._track, Span(), 1
        if self._untimed:
            what = "points of this track"
            yield self._untimed.reject(ACTIVITY_FILE_SAMPLES, "time_missing", what)
            self._untimed = None
        if not span.first:
            return
        columns = {
            **self._owner(span),
            "activity_type": track.leaves.get("type"),
            "name": track.leaves.get("name"),
            "device": track.parent.stated.get("creator") if track.parent else None,
        }
        self._workout += 1
        yield row(ACTIVITY_FILE_WORKOUTS, columns, (span.first, span.last), track.line)

    def _owner(self, span: Span) -> Mapping[str, str]:
        return {
            "person": self._person,
            "file_kind": "gpx",
            "workout_number": str(self._workout),
            "is_time_zone_assumed": truth(is_true=span.is_assumed),
        }


def _is_in_track(point: Branch) -> bool:
    segment = point.parent
    return segment is not None and segment.name == "trkseg"
