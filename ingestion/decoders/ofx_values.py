"""Dates and amounts of OFX.

Source: Open Financial Exchange specification 2.2, sections 3.2.8.1 (amounts) and 3.2.8.2 (dates).
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone

from ingestion.canonical import canonical_number
from ingestion.times import StatedValueError

_INSTANT = re.compile(
    r"(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d)?(?:[.:]\d+)?)?"
    r"(?:\[([-+]?\d{1,2}(?:\.\d+)?)?(?::?[A-Za-z]*)?\])?"
)


def calendar_date(text: str) -> str:
    """Return the day as the bank states it, whatever the zone behind it.

    Raises: StatedValueError.
    """
    if not text.strip():
        raise StatedValueError("date_missing", "the date is empty")
    match = re.match(r"(\d{4})-?(\d\d)-?(\d\d)", text.strip(), re.ASCII)
    try:
        day = date.fromisoformat("-".join(match.groups() if match else ()))
    except ValueError:
        raise StatedValueError("date_invalid", f"{text[:40]!r}") from None
    if not 1900 <= day.year <= 2199:
        raise StatedValueError("time_out_of_range", f"{text[:40]!r}")
    return day.isoformat()


def instant(text: str) -> str | None:
    """Return the UTC time of a date with time and offset; None where there is none to read."""
    match = _INSTANT.match(text.strip())
    if match is None:
        return None
    *parts, offset = match.groups()
    try:
        zone = timezone(timedelta(hours=float(offset))) if offset else UTC
        year, month, day, hour, minute, second = (int(part or 0) for part in parts)
        moment = datetime(year, month, day, hour, minute, second, tzinfo=zone)
        return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
    except (ValueError, OverflowError):
        return None


def amount(text: str) -> str:
    """Return a canonical amount; the last of two different marks is the decimal mark.

    A lone comma is the decimal mark, as the specification says, unless three digits follow:
    then it could be a thousands mark as well, and nobody should guess.
    Raises: StatedValueError.
    """
    stripped = text.strip()
    if not stripped:
        raise StatedValueError("number_missing", "the amount is empty")
    comma, point = stripped.rfind(","), stripped.rfind(".")
    if point < 0 and re.search(r",\d{3}$", stripped):
        raise StatedValueError("number_invalid", f"{stripped[:40]!r} could mean two amounts")
    try:
        if comma > point:
            return canonical_number(stripped, ",", "." if point >= 0 else "")
        return canonical_number(stripped, ".", "," if comma >= 0 else "")
    except ValueError as error:
        raise StatedValueError("number_invalid", str(error)) from None
