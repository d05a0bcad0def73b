"""Statement lines (:61:) and balances (:60: to :65:) of MT940.

Source: SWIFT Standards MT 940, fields 61 and 60a.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from ingestion.canonical import canonical_number, negated
from ingestion.decoders.bank_bookings import Balance, iso_date, spaced
from ingestion.times import StatedValueError

_LINE = re.compile(
    r"(?P<value>\d{6})(?P<entry>\d{4})?(?P<mark>R?[CD]|E[CD])(?P<funds>[A-Z])?"
    r"(?P<amount>\d[\d.]*(?:,\d*)?)(?P<code>[NSF][A-Z0-9 ]{3})?"
    r"(?P<reference>.*?)(?://(?P<bank>.*))?",
    re.ASCII,
)
_BALANCE = re.compile(
    r"(?P<mark>[CD])(?P<day>\d{6})(?P<currency>[A-Z]{3})?(?P<amount>[\d.,]+)\s*", re.ASCII
)
_KINDS = {"60": "opening", "60F": "opening", "62": "closing", "62F": "closing"}
_AVAILABLE = ("64", "65")
# What banks write where they have no reference.
_NO_REFERENCE = frozenset(("", "NONREF", "NONE", "NOREF"))


@dataclass(frozen=True)
class StatementLine:
    """Hold what a :61: says; the amount is negative where money goes out."""

    booked_date: str
    value_date: str
    amount: str
    code: str | None
    bank_reference: str | None
    supplement: str
    is_reversal: bool
    is_expected: bool


def statement_line(lines: Sequence[str]) -> StatementLine:
    """Return what a statement line says.

    Raises: StatedValueError.
    """
    match, more = _matched(lines)
    if match is None:
        detail = f"{lines[0][:60]!r} is no date, mark, amount and type"
        raise StatedValueError("field_invalid", detail)
    mark, value = match["mark"], match["value"]
    number = number_of(match["amount"])
    is_out = mark in ("D", "RC", "ED")
    reference = (match["bank"] or "").strip()
    return StatementLine(
        _entry_date(value, match["entry"]) if match["entry"] else _last_day(value),
        f"{_year(value)}-{value[2:4]}-{value[4:]}",
        negated(number) if is_out else number,
        spaced(match["code"] or ""),
        None if reference.upper() in _NO_REFERENCE else reference,
        " ".join(more),
        mark.startswith("R"),
        mark.startswith("E"),
    )


def _matched(lines: Sequence[str]) -> tuple[re.Match[str] | None, Sequence[str]]:
    """Match the first line, or, where a bank wraps it too early, the first two."""
    match = _LINE.fullmatch(lines[0].rstrip())
    if match is None and len(lines) > 1:
        return _LINE.fullmatch(lines[0].rstrip() + lines[1].rstrip()), lines[2:]
    return match, lines[1:]


def balance(tag: str, text: str) -> Balance:
    """Return the balance that a field states.

    Raises: StatedValueError.
    """
    match = _BALANCE.fullmatch(text)
    if match is None:
        raise StatedValueError("field_invalid", f"{text[:60]!r} is no mark, date and amount")
    number = number_of(match["amount"])
    return Balance(
        "available" if tag in _AVAILABLE else _KINDS.get(tag, "interim"),
        _last_day(match["day"]),
        negated(number) if match["mark"] == "D" else number,
        match["currency"],
    )


def number_of(text: str) -> str:
    """Return a canonical amount; a comma is always the decimal mark.

    Raises: StatedValueError.
    """
    try:
        if "," in text:
            return canonical_number(text, ",", "." if "." in text else "")
        return canonical_number(text)
    except ValueError as error:
        raise StatedValueError("number_invalid", str(error)) from None


def _year(text: str) -> int:
    short = int(text[:2])
    return short + (1900 if short >= 80 else 2000)


def _last_day(text: str) -> str:
    """Return a date as ISO text; where interest counts months of 30 days, February has 30."""
    year, month, day = _year(text), int(text[2:4]), int(text[4:])
    if month == 2 and day in (29, 30):
        day = 29 if year % 4 == 0 else 28
    return iso_date(year, month, day)


def _entry_date(value: str, entry: str) -> str:
    """Return the entry date, which has no year: the one nearest to the value date."""
    around = date.fromisoformat(_last_day(value))
    month, day = int(entry[:2]), int(entry[2:])
    near = []
    for year in (around.year - 1, around.year, around.year + 1):
        try:
            near.append(date(year, month, day))
        except ValueError:
            continue
    if not near:
        raise StatedValueError("date_invalid", f"{entry!r} is no month and day")
    nearest = min(near, key=lambda one: abs((one - around).days))
    return iso_date(nearest.year, nearest.month, nearest.day)
