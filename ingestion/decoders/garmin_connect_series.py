"""Days of Garmin Connect that hold a value every few minutes."""

from collections.abc import Iterator, Mapping
from typing import Any

from ingestion.decoders.profile_intervals import Span
from ingestion.decoders.tracker_reading import Found, Measures, Reader, text, utc
from ingestion.times import StatedValueError

_PULSE = (("1", "HeartRate", "count/min"),)
_STRESS = (("1", "StressLevel", "points"),)
_BATTERY = (("2", "BodyBattery", "points"),)
_VARIABILITY = (("hrvValue", "HeartRateVariabilityRMSSD", "ms"),)
_NIGHT = (("lastNightAvg", "HeartRateVariabilityRMSSD", "ms"),)
_RESTING = (("restingHeartRate", "RestingHeartRate", "count/min"),)
_DAY_STRESS = (("avgStressLevel", "StressLevel", "points"),)


def heart_rate_day(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    """Yield the resting heart rate of a day and all heart rates of it."""
    yield from _series(reader, entry.get("heartRateValues"), _PULSE)
    yield from reader.measures(entry, _RESTING, _stated_day(entry))


def stress_day(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    """Yield the mean stress of a day, and all of its levels and those of the body battery."""
    yield from _series(reader, entry.get("stressValuesArray"), _STRESS)
    yield from _series(reader, entry.get("bodyBatteryValuesArray"), _BATTERY)
    yield from reader.measures(_measured(entry, "avgStressLevel"), _DAY_STRESS, _stated_day(entry))


def variability_night(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    """Yield the heart rate variability of a night and all readings of it."""
    summary, readings = entry.get("hrvSummary"), entry.get("hrvReadings")
    for reading in readings if isinstance(readings, list) else ():
        if isinstance(reading, Mapping):
            yield from _measures_at(reader, reading.get("readingTimeGMT"), reading, _VARIABILITY)
    if isinstance(summary, Mapping):
        yield from reader.measures(summary, _NIGHT, reader.day(summary.get("calendarDate")))


def _stated_day(entry: Mapping[str, Any]) -> Span:
    return Span(utc(entry.get("startTimestampGMT")), utc(entry.get("endTimestampGMT")), "false")


def _series(reader: Reader, points: Any, wanted: Measures) -> Iterator[Found]:
    """Yield the values of points, each a list that begins with its time."""
    for point in points if isinstance(points, list) else ():
        if not isinstance(point, list) or not point:
            yield StatedValueError("row_not_an_object", "a point of the series is no list")
            continue
        cells = {str(place): cell for place, cell in enumerate(point)}
        yield from _measures_at(reader, point[0], _measured(cells, wanted[0][0]), wanted)


def _measures_at(
    reader: Reader, stated: Any, cells: Mapping[str, Any], wanted: Measures
) -> Iterator[Found]:
    try:
        at = utc(stated)
    except StatedValueError as problem:
        yield problem
        return
    yield from reader.measures(cells, wanted, Span(at, at, "false"))


def _measured(cells: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """Return what was measured: -1 and -2 stand for a watch that was off or moved too much."""
    return {} if text(cells.get(key)).startswith("-") else cells
