"""Cells of spreadsheets as texts: numbers, dates and times as a person would write them.

Source: ECMA-376 part 1, 18.8.30 (number formats) and 18.17.4 (serial dates).
"""

import re
from datetime import datetime, timedelta
from enum import Enum

# 9999-12-31, the last day that a spreadsheet knows.
_LAST_SERIAL = 2_958_466
_FIRST_LEAP_SERIAL = 60
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
    milliseconds = round(serial * _MILLISECONDS)
    start = datetime(1904, 1, 1) if is_1904 else datetime(1899, 12, 30)  # noqa: DTZ001 - sheets know no zone
    if not is_1904 and serial < _FIRST_LEAP_SERIAL:
        start += timedelta(days=1)
    moment = start + timedelta(milliseconds=milliseconds)
    form = "milliseconds" if moment.microsecond else "seconds"
    if shown is Shown.TIME and serial < 1:
        return moment.time().isoformat(form)
    if shown is Shown.DATE and not milliseconds % _MILLISECONDS:
        return moment.date().isoformat()
    return moment.isoformat(" ", form)
