"""Cells of spreadsheets as texts: numbers, dates and times as a person would write them.

Source: ECMA-376 part 1, 18.8.30 (number formats) and 18.17.4 (serial dates).
"""

import re
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from enum import Enum
from functools import lru_cache

# One behind 9999-12-31, the last day that a spreadsheet knows.
_LAST_SERIAL = 2_958_466
_FIRST_LEAP_SERIAL = 60
_START = date(1899, 12, 30).toordinal()
_START_LEAPING = _START + 1
_START_1904 = date(1904, 1, 1).toordinal()
_LAST_DAY = date.max.toordinal()
_MILLISECONDS = 86_400_000
# What a format says besides its signs: quoted and escaped texts, colours, conditions, padding.
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\*.|\[[^\]]*\]')
_ELAPSED = re.compile(r"\[(h+|m+|s+)\]", re.IGNORECASE)


class Shown(Enum):
    """Say as what a number format shows a number."""

    NUMBER = "number"
    DATE = "date"
    TIME = "time"
    DATE_AND_TIME = "date and time"


_BUILT_IN = {
    **dict.fromkeys((*range(14, 18), *range(27, 32), 36, *range(50, 59)), Shown.DATE),
    **dict.fromkeys((18, 19, 20, 21, 32, 33, 34, 35, 45, 47), Shown.TIME),
    22: Shown.DATE_AND_TIME,
}


def shown_by(code: str) -> Shown:
    """Return as what a format code shows a number; elapsed hours stay a number of days."""
    if _ELAPSED.search(code):
        return Shown.NUMBER
    signs = set(_ASIDE.sub("", code.partition(";")[0]).lower())
    has_time = bool(signs & set("hs"))
    if signs & set("dy") or ("m" in signs and not has_time):
        return Shown.DATE_AND_TIME if has_time else Shown.DATE
    return Shown.TIME if has_time else Shown.NUMBER


def shown_by_number(number: int) -> Shown:
    """Return as what a format shows a number that programs know without its code."""
    return _BUILT_IN.get(number, Shown.NUMBER)


def number_text(number: float) -> str:
    """Write a number with the fewest digits that mean it."""
    if number.is_integer() and abs(number) < 1e15:
        return str(int(number))
    return repr(number)


def serial_text(serial: float, shown: Shown, *, is_1904: bool) -> str:
    """Write a serial date in ISO 8601, with a time where its format or itself has one.

    What is no date stays a number. A serial of 1900 before March counts a day that never was.
    """
    if shown is Shown.NUMBER or not 0 <= serial < _LAST_SERIAL:
        return number_text(serial)
    days, milliseconds = divmod(round(serial * _MILLISECONDS), _MILLISECONDS)
    if shown is Shown.TIME and serial < 1:
        return _clock(milliseconds)
    start = _START_1904 if is_1904 else _START_LEAPING if serial < _FIRST_LEAP_SERIAL else _START
    if start + days > _LAST_DAY:
        return number_text(serial)
    day = _day(start + days)
    return day if shown is Shown.DATE and not milliseconds else f"{day} {_clock(milliseconds)}"


def late_moment_texts(serials: Sequence[float], *, is_1904: bool) -> list[str]:
    """Write serial dates, each with its time, at once.

    Raises: ValueError where one is before March 1900 or no date; each is then to be written alone.
    """
    start = _START_1904 if is_1904 else _START
    if not all(_FIRST_LEAP_SERIAL <= serial < _LAST_DAY - start for serial in serials):
        raise ValueError
    pairs = (divmod(round(serial * _MILLISECONDS), _MILLISECONDS) for serial in serials)
    return [f"{_day(start + days)} {_clock(milliseconds)}" for days, milliseconds in pairs]


# The rows of a sheet are of the same days, and of the same times of a day.
@lru_cache(maxsize=4096)
def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


@lru_cache(maxsize=4096)
def _clock(milliseconds: int) -> str:
    moment = datetime(1, 1, 1) + timedelta(milliseconds=milliseconds)  # noqa: DTZ001 - as above
    return moment.time().isoformat("milliseconds" if moment.microsecond else "seconds")
