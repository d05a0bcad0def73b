"""Numbers, money and days as the household reads them: the shape of text, never its value."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import babel.dates
import babel.numbers
from babel import Locale

DEFAULT_LOCALE = "en"
Number = Decimal | float | int
UNKNOWN = "\u2013"
# Things that are counted have no decimals.
_COUNTS = ("count", "steps", "points", "bpm")


@dataclass(frozen=True)
class Formats:
    """How one household writes: `locale` as in `de_DE`; `time_zone` in which its clock runs."""

    locale: Locale
    time_zone: str = "UTC"

    def quantity(self, value: Number | None, unit: str) -> str:
        """Write a value with its unit: money by its currency, everything else before its unit."""
        if value is None:
            return UNKNOWN
        if is_currency(unit):
            return babel.numbers.format_currency(value, unit, locale=self.locale)
        if unit == "hours":
            return self.duration(float(value) * 3600)
        if unit in _COUNTS:
            words = "" if unit == "count" else f" {unit}"
            return f"{self.number(value, 0)}{words}"
        # Three digits say enough of a small quantity, and one decimal of a large one.
        return f"{self.number(value, 1 if abs(float(value)) >= 10 else 2)} {unit}"

    def number(self, value: Number | None, decimals: int = 1) -> str:
        """Write a number with so many decimals, with the household's marks."""
        if value is None:
            return UNKNOWN
        pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
        return babel.numbers.format_decimal(value, format=pattern, locale=self.locale)

    def money(self, value: Number | None, currency: str) -> str:
        """Write an amount of money in its currency."""
        return self.quantity(value, currency)

    def duration(self, seconds: Number | None) -> str:
        """Write a length of time in hours and whole minutes, as in `7 h 24 min`."""
        if seconds is None:
            return UNKNOWN
        hours, minutes = divmod(round(float(seconds) / 60), 60)
        return f"{self.number(hours, 0)} h {minutes:02d} min"

    def day(self, day: date | None) -> str:
        """Write a day in short, as in `1 Jul 2026`."""
        return UNKNOWN if day is None else babel.dates.format_date(day, locale=self.locale)

    def local_date(self, moment: datetime) -> date:
        """Return the household's day at an instant."""
        return moment.astimezone(ZoneInfo(self.time_zone)).date()

    def long_day(self, day: date) -> str:
        """Write a day in full, with its weekday."""
        return babel.dates.format_date(day, "full", locale=self.locale)

    def month(self, day: date) -> str:
        """Write the month of a day, as in `Jul 2026`."""
        return babel.dates.format_skeleton("yMMM", day, locale=self.locale)

    def moment(self, moment: datetime | None) -> str:
        """Write an instant by the household's clock."""
        if moment is None:
            return UNKNOWN
        zone = ZoneInfo(self.time_zone)
        clock = babel.dates.format_time(
            moment.astimezone(zone), "short", tzinfo=zone, locale=self.locale
        )
        return f"{self.day(self.local_date(moment))}, {clock}"


def is_currency(unit: str) -> bool:
    """Tell whether a unit is a currency's code: three capital letters."""
    return len(unit) == 3 and unit.isascii() and unit.isupper()
