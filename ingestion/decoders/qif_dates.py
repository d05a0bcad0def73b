"""Dates of QIF, whose order of day and month only the whole file can tell.

Source: Quicken Interchange Format; Quicken writes 2/14'20 and 2/ 4' 0 for years from 2000 on.
"""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ingestion.decoders.bank_bookings import iso_date
from ingestion.errors import QuarantineError
from ingestion.times import StatedValueError

if TYPE_CHECKING:
    from households import DateOrder

_DATE = re.compile(
    r"(\d{1,4})\s*(?P<mark>[-/.])\s*(\d{1,2})\s*(?P<last>['/.-])\s*(\d{1,4})", re.ASCII
)
_YEAR_FIRST = re.compile(r"(\d{4})[-/.]?(\d\d?)[-/.]?(\d\d?)", re.ASCII)


def order_of(texts: Iterable[str]) -> "DateOrder":
    """Return the order that a file's dates are in.

    Raises: QuarantineError where all of them could be read either way round.
    """
    votes = {"day_first": 0, "month_first": 0}
    undecided = ""
    for text in texts:
        vote = _vote(text)
        if vote in votes:
            votes[vote] += 1
        elif vote:
            undecided = undecided or text
    days, months = votes["day_first"], votes["month_first"]
    if days == months and (undecided or days):
        raise QuarantineError("date_order_unknown", f"{undecided or 'both orders occur'}")
    return "day_first" if days > months else "month_first"


def _vote(text: str) -> str:
    """Return the order that a date proves, "either" where it could be both, else nothing."""
    match = _DATE.fullmatch(text.strip())
    if match is None or len(match[1]) == 4:
        return ""
    if match["mark"] == ".":
        # Only countries that put the day first write points.
        return "day_first"
    first, second = int(match[1]), int(match[3])
    if first == second:
        return ""
    if 12 < first <= 31 and second <= 12:
        return "day_first"
    if 12 < second <= 31 and first <= 12:
        return "month_first"
    return "either"


def date_of(text: str, order: "DateOrder") -> str:
    """Return an ISO date.

    Raises: StatedValueError.
    """
    stripped = text.strip()
    if not stripped:
        raise StatedValueError("date_missing", "the record has no D")
    if year_first := _YEAR_FIRST.fullmatch(stripped):
        year, month, day = (int(part) for part in year_first.groups())
        return iso_date(year, month, day)
    match = _DATE.fullmatch(stripped)
    if match is None:
        raise StatedValueError("date_invalid", f"{text[:40]!r}")
    first, second = int(match[1]), int(match[3])
    day, month = (first, second) if order == "day_first" else (second, first)
    return iso_date(_year(match[5], match["last"]), month, day)


def _year(text: str, mark: str) -> int:
    number = int(text)
    if len(text) > 2:
        return number
    if mark == "'":
        return 2000 + number
    return number + (1900 if number >= 70 else 2000)
