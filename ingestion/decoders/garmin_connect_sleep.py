"""Nights of Garmin Connect: stages where they are stated, else their sums."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from ingestion.decoders.base import Record
from ingestion.decoders.profile_intervals import Span
from ingestion.decoders.tracker_reading import Found, Reader, number, utc
from ingestion.times import StatedValueError

_LEVELS = {"0": "AsleepDeep", "1": "AsleepCore", "2": "AsleepREM", "3": "Awake"}
_ASLEEP = ("deepSleepSeconds", "lightSleepSeconds", "remSleepSeconds")
_NIGHT = (
    ("averageSpO2Value", "OxygenSaturation", "percent"),
    ("averageRespirationValue", "RespiratoryRate", "count/min"),
)
_RESTING = (("restingHeartRate", "RestingHeartRate", "count/min"),)


def sleep_night(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    """Yield the sleep of a night as the site shows it; one without a start is none."""
    stated = entry.get("dailySleepDTO")
    summary = stated if isinstance(stated, Mapping) else {}
    span = _stated_span(summary)
    if span is not None:
        yield from _night(reader, summary, entry.get("sleepLevels"), span)
        yield from reader.measures(summary, _NIGHT, span)
    yield from reader.measures(entry, _RESTING, reader.day(summary.get("calendarDate")))


def _night(reader: Reader, summary: Mapping[str, Any], levels: Any, span: Span) -> Iterator[Found]:
    if isinstance(levels, list) and levels:
        yield reader.asleep("InBed", span)
        yield from _levels(reader, levels)
    else:
        asleep = number(summary.get("sleepTimeSeconds"))
        yield reader.night(summary.get("calendarDate"), asleep, _seconds(span), "s")


def exported_night(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    """Yield a night as the account's export has it: its sums."""
    span = _stated_span(entry)
    if span is not None:
        sums = [Decimal(number(entry.get(name)) or 0) for name in _ASLEEP]
        yield reader.night(entry.get("calendarDate"), f"{sum(sums):f}", _seconds(span), "s")


def _levels(reader: Reader, levels: Sequence[Any]) -> Iterator[Found]:
    for level in levels:
        try:
            yield _level(reader, level)
        except StatedValueError as problem:
            yield problem


def _level(reader: Reader, level: Any) -> Record:
    if not isinstance(level, Mapping):
        raise StatedValueError("row_not_an_object", "a level of sleep is no object")
    span = Span(utc(level.get("startGMT")), utc(level.get("endGMT")), "false")
    stated = number(level.get("activityLevel"))
    return reader.asleep(_LEVELS.get(stated or "", f"Level{stated}"), span)


def _stated_span(summary: Mapping[str, Any]) -> Span | None:
    start, end = summary.get("sleepStartTimestampGMT"), summary.get("sleepEndTimestampGMT")
    if start is None or end is None:
        return None
    span = Span(utc(start), utc(end), "false")
    if _instant(span.ended) < _instant(span.started):
        raise StatedValueError("time_invalid", "the sleep ends before it begins")
    return span


def _seconds(span: Span) -> str:
    return str(int((_instant(span.ended) - _instant(span.started)).total_seconds()))


def _instant(written: str | None) -> datetime:
    return datetime.fromisoformat(written or "")
