"""Oura's ring: days as exported, and documents of its API, versions 1 and 2.

Source: Oura API documentation (cloud.ouraring.com/docs, version 1, and /v2/docs, version 2). A
phase of sleep lasts five minutes: 1 is deep, 2 light, 3 REM and 4 awake.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

from ingestion.decoders.profile_intervals import Span
from ingestion.decoders.tracker_documents import TrackerDocuments, shape
from ingestion.decoders.tracker_reading import (
    Found,
    Reader,
    number,
    stages,
    text,
    zoned,
)
from ingestion.times import StatedValueError, utc_text

_PHASES = {"1": "AsleepDeep", "2": "AsleepCore", "3": "AsleepREM", "4": "Awake"}
_PHASE_MINUTES = 5
_DAY = (
    ("readinessScore", "ReadinessScore", "points"),
    ("resilienceScore", "ResilienceScore", "points"),
    ("hrvBalance", "HeartRateVariabilityBalance", "points"),
    ("deepSleepMinutes", "DeepSleepDuration", "min"),
    ("remSleepMinutes", "REMSleepDuration", "min"),
    ("sleepEfficiency", "SleepEfficiency", "percent"),
)
_NIGHT = (
    ("lowest_heart_rate", "RestingHeartRate", "count/min"),
    ("average_hrv", "HeartRateVariabilityRMSSD", "ms"),
    ("average_breath", "RespiratoryRate", "count/min"),
)
_NIGHT_1 = (
    ("hr_lowest", "RestingHeartRate", "count/min"),
    ("rmssd", "HeartRateVariabilityRMSSD", "ms"),
    ("breath_average", "RespiratoryRate", "count/min"),
)
_READINESS = (("score", "ReadinessScore", "points"),)
_PULSE = (("bpm", "HeartRate", "count/min"),)
_OXYGEN = (("average", "OxygenSaturation", "percent"),)


def _day(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    yield from reader.activity_day(entry.get("date"), entry.get("steps"), None, None)
    yield from reader.measures(entry, _DAY, reader.day(entry.get("date")))
    if entry.get("bedtimeStart") is not None:
        phases = text(entry.get("sleepPhase5Min"))
        yield from _in_bed(reader, entry["bedtimeStart"], entry.get("bedtimeEnd"), phases)


def _in_bed(reader: Reader, start: Any, end: Any, phases: str) -> Iterator[Found]:
    begins, ends = zoned(start), zoned(end)
    if ends < begins:
        raise StatedValueError("time_invalid", "the sleep ends before it begins")
    yield reader.asleep("InBed", Span(utc_text(begins), utc_text(ends), "false"))
    for phase, span in stages(phases, begins, ends, _PHASE_MINUTES):
        yield reader.asleep(_PHASES.get(phase, f"Phase{phase}"), span)


def _night(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    if entry.get("type") == "deleted":
        return
    start, end = entry.get("bedtime_start"), entry.get("bedtime_end")
    phases = text(entry.get("sleep_phase_5_min"))
    span = Span(utc_text(zoned(start)), utc_text(zoned(end)), "false")
    yield from reader.measures(entry, _NIGHT, span)
    if phases:
        yield from _in_bed(reader, start, end, phases)
    else:
        asleep, in_bed = number(entry.get("total_sleep_duration")), number(entry.get("time_in_bed"))
        yield reader.night(entry.get("day"), asleep, in_bed, "s")
    if isinstance(entry.get("heart_rate"), Mapping):
        yield from _series(reader, entry["heart_rate"])


def _series(reader: Reader, series: Mapping[str, Any]) -> Iterator[Found]:
    start, seconds = zoned(series.get("timestamp")), number(series.get("interval"))
    items = series.get("items")
    for place, item in enumerate(items if isinstance(items, list) else ()):
        try:
            at = utc_text(start + place * timedelta(seconds=float(seconds or 0)))
        except OverflowError:
            raise StatedValueError("time_out_of_range", f"{seconds} seconds") from None
        yield from reader.measures({"bpm": item}, _PULSE, Span(at, at, "false"))


def _night_1(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    start, end = entry.get("bedtime_start"), entry.get("bedtime_end")
    span = Span(utc_text(zoned(start)), utc_text(zoned(end)), "false")
    yield from reader.measures(entry, _NIGHT_1, span)
    yield from _in_bed(reader, start, end, text(entry.get("hypnogram_5min")))


def _activity(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    meters, energy = entry.get("equivalent_walking_distance"), entry.get("active_calories")
    yield from reader.activity_day(entry.get("day"), entry.get("steps"), meters, energy)


def _activity_1(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    meters, energy = entry.get("daily_movement"), entry.get("cal_active")
    yield from reader.activity_day(entry.get("summary_date"), entry.get("steps"), meters, energy)


def _readiness(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    stated = entry.get("day", entry.get("summary_date"))
    yield from reader.measures(entry, _READINESS, reader.day(stated))


def _pulse(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    at = utc_text(zoned(entry.get("timestamp")))
    yield from reader.measures(entry, _PULSE, Span(at, at, "false"))


def _oxygen(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    stated = entry.get("spo2_percentage")
    measured = stated if isinstance(stated, Mapping) else {}
    yield from reader.measures(measured, _OXYGEN, reader.day(entry.get("day")))


class Oura(TrackerDocuments):
    """Decode the ring's documents of one person."""

    name = "oura"
    version = 1
    device = "oura"
    shapes = (
        shape("date readinessScore sleepPhase5Min bedtimeStart bedtimeEnd", _day),
        shape(
            "day bedtime_start bedtime_end sleep_phase_5_min total_sleep_duration", _night, "data"
        ),
        shape("day steps active_calories equivalent_walking_distance", _activity, "data"),
        shape("bpm source timestamp", _pulse, "data"),
        shape("day spo2_percentage", _oxygen, "data"),
        shape("day score contributors temperature_deviation", _readiness, "data"),
        shape("summary_date bedtime_start bedtime_end hypnogram_5min", _night_1, "sleep"),
        shape("summary_date steps cal_active daily_movement", _activity_1, "activity"),
        shape("summary_date score score_resting_hr", _readiness, "readiness"),
    )
