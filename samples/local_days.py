"""Turn local days into instants, with 23- and 25-hour days."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

TIME_ZONE = "Europe/Amsterdam"
ZONE = ZoneInfo(TIME_ZONE)
SLOT_SECONDS = 900
DAY_SECONDS = 86_400
_USUAL_LABELS = tuple(f"{hour:02}:{minute:02}" for hour in range(24) for minute in (0, 15, 30, 45))
_EPOCH = date(1970, 1, 1)


@lru_cache(maxsize=64)
def start_second(day: date) -> int:
    """Return the instant at which a local day begins, in seconds since 1970."""
    return int(datetime.combine(day, time(), tzinfo=ZONE).timestamp())


def length_seconds(day: date) -> int:
    """Return the length of a local day: 23, 24 or 25 hours."""
    return start_second(day + timedelta(days=1)) - start_second(day)


def slot_labels(day: date) -> tuple[str, ...]:
    """Return the local start times of a day's quarter hours; a repeated hour is there twice."""
    length = length_seconds(day)
    if length == DAY_SECONDS:
        return _USUAL_LABELS
    start = start_second(day)
    instants = range(start, start + length, SLOT_SECONDS)
    return tuple(datetime.fromtimestamp(second, ZONE).strftime("%H:%M") for second in instants)


def is_spring_change(day: date) -> bool:
    """Tell whether the clock is put forward on this day."""
    return length_seconds(day) < DAY_SECONDS


def utc_text(milliseconds: int) -> str:
    """Write an instant in UTC with milliseconds, as Home Assistant does."""
    seconds, rest = divmod(milliseconds, 1000)
    days, second = divmod(seconds, DAY_SECONDS)
    minutes, second = divmod(second, 60)
    hour, minute = divmod(minutes, 60)
    return f"{_utc_date(days)}T{hour:02}:{minute:02}:{second:02}.{rest:03}Z"


@lru_cache(maxsize=8)
def _utc_date(days: int) -> str:
    return (_EPOCH + timedelta(days=days)).isoformat()


def local_date(second: int) -> date:
    """Return the local day of an instant in seconds since 1970."""
    return datetime.fromtimestamp(second, ZONE).date()
