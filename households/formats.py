"""Checks of single values that a schema names as `format`."""

import difflib
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

_AMOUNT = re.compile(r"-?[0-9]{1,16}(\.[0-9]{1,2})?")
_LOCALE = re.compile(r"[a-z]{2,3}([-_][A-Z][a-z]{3})?([-_][A-Z]{2})?")
# Zone files that only some machines have, or that count leap seconds.
_MACHINE_ZONES = re.compile(r"(posix|right)/|localtime$|posixrules$|Factory$")


@dataclass(frozen=True)
class Format:
    """Say when a value has a format and how to mend one that has not."""

    fits: Callable[[Any], bool]
    expected: str
    remedy: Callable[[str], str]


def is_time_zone(value: Any) -> bool:
    """Tell whether the text names a zone of the IANA database."""
    if not isinstance(value, str) or _MACHINE_ZONES.match(value):
        return False
    try:
        ZoneInfo(value)
    except (OSError, ValueError, KeyError):
        return False
    return True


def is_date(value: Any) -> bool:
    """Tell whether the text is a day written YYYY-MM-DD."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        return False
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def is_locale(value: Any) -> bool:
    """Tell whether the text names a locale whose way to write numbers and days is known.

    A function of AWS, which lands files and draws no page, knows only how it is written.
    """
    if not isinstance(value, str) or not _LOCALE.fullmatch(value):
        return False
    try:
        from babel.localedata import exists
    except ImportError:
        return True
    return bool(exists(locale_name(value)))


def locale_name(text: str) -> str:
    """Return a locale as it is kept: people also write `de-DE`."""
    return text.replace("-", "_")


def is_amount(value: Any) -> bool:
    """Tell whether a text or number is money: at most two decimals, no thousands mark."""
    if isinstance(value, bool) or not isinstance(value, str | int | Decimal):
        return False
    return _AMOUNT.fullmatch(str(value)) is not None


def _time_zone_remedy(text: str) -> str:
    names = {name.lower(): name for name in sorted(available_timezones())}
    if not names:
        return "This machine has no time zone database: install the package tzdata."
    # People often know only the city: "Amsterdam", "amsterdam".
    for name in names.values():
        if name.lower().rpartition("/")[2] == text.lower().replace(" ", "_"):
            return f"Did you mean {name}?"
    close = difflib.get_close_matches(text.lower(), names, n=1)
    if close:
        return f"Did you mean {names[close[0]]}?"
    return "Write an IANA name such as Europe/Amsterdam."


def _constant(remedy: str) -> Callable[[str], str]:
    return lambda _text: remedy


FORMATS = {
    "time-zone": Format(is_time_zone, "a known time zone", _time_zone_remedy),
    "locale": Format(
        is_locale, "a known locale", _constant("Write language and country, as in en_GB or de_DE.")
    ),
    "date": Format(
        is_date, "a day written YYYY-MM-DD", _constant("Write the day as in 2025-01-31.")
    ),
    "amount": Format(
        is_amount,
        "an amount with at most two decimals",
        _constant('Write it with a decimal point and without thousands marks, as in "1234.56".'),
    ),
}
