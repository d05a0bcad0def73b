"""Fitbit's nights in Google Takeout: sleep-*.json.

Times are those of the watch's local clock.
Source: Fitbit Web API, Get Sleep Log by Date Range, version 1.2: shortData are times awake of up to
three minutes that lie inside of the stages; restless minutes of a classic log are not asleep.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from ingestion.decoders.profile_intervals import Span
from ingestion.decoders.tracker_documents import TrackerDocuments, shape
from ingestion.decoders.tracker_reading import Found, Reader, number, text
from ingestion.times import LocalClock, StatedValueError, utc_text

_STATES = {
    "deep": "AsleepDeep",
    "light": "AsleepCore",
    "rem": "AsleepREM",
    "wake": "Awake",
    "asleep": "AsleepUnspecified",
    "restless": "Awake",
    "awake": "Awake",
}
_LONGEST_SECONDS = 172_800
_Piece = tuple[str, datetime, datetime]


def _night(reader: Reader, entry: Mapping[str, Any]) -> Iterator[Found]:
    stated = entry.get("levels")
    levels = stated if isinstance(stated, Mapping) else {}
    pieces, problems = _pieces(reader, levels.get("data"))
    if not pieces:
        asleep, in_bed = number(entry.get("minutesAsleep")), number(entry.get("timeInBed"))
        yield reader.night(entry.get("dateOfSleep"), asleep, in_bed, "min")
        return
    wakes, more_problems = _pieces(reader, levels.get("shortData"))
    yield _asleep(reader, "InBed", pieces[0][1], max(end for _, _, end in pieces))
    for state, start, end in pieces:
        for begins, ends in _without(start, end, wakes if state != "Awake" else []):
            yield _asleep(reader, state, begins, ends)
    for state, start, end in wakes:
        yield _asleep(reader, state, start, end)
    yield from (*problems, *more_problems)


def _pieces(reader: Reader, listed: Any) -> tuple[list[_Piece], list[StatedValueError]]:
    """Return states of sleep in the order of time, and what cannot be read."""
    pieces: list[_Piece] = []
    problems: list[StatedValueError] = []
    clock = LocalClock(reader.zone)
    for level in listed if isinstance(listed, list) else ():
        try:
            pieces.append(_piece(reader, level, clock))
        except StatedValueError as problem:
            problems.append(problem)
    return sorted(pieces, key=lambda piece: piece[1]), problems


def _piece(reader: Reader, level: Any, clock: LocalClock) -> _Piece:
    if not isinstance(level, Mapping):
        raise StatedValueError("row_not_an_object", "a level of sleep is no object")
    seconds = number(level.get("seconds"))
    if seconds is None or not 0 <= float(seconds) <= _LONGEST_SECONDS:
        raise StatedValueError("number_invalid", f"a level lasts {seconds} seconds")
    start = datetime.fromisoformat(reader.local(level.get("dateTime"), clock))
    state = text(level.get("level"))
    return _STATES.get(state, state), start, start + timedelta(seconds=float(seconds))


def _without(
    start: datetime, end: datetime, wakes: list[_Piece]
) -> Iterator[tuple[datetime, datetime]]:
    """Yield what is left of a time when the short times awake are cut out."""
    for _, wakes_at, sleeps_at in wakes:
        if sleeps_at <= start or wakes_at >= end:
            continue
        if wakes_at > start:
            yield start, wakes_at
        start = max(start, sleeps_at)
    if start < end:
        yield start, end


def _asleep(reader: Reader, state: str, start: datetime, end: datetime) -> Found:
    return reader.asleep(state, Span(utc_text(start), utc_text(end), reader.is_assumed))


class FitbitSleep(TrackerDocuments):
    """Decode the sleep logs of one person."""

    name = "fitbit_sleep"
    version = 1
    device = "fitbit"
    shapes = (shape("logId dateOfSleep startTime endTime minutesAsleep timeInBed", _night),)
