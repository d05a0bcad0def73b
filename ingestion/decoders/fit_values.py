"""Values of FIT messages as texts, in the units that the profile names."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from ingestion.decoders.fit_layout import TIMESTAMP, Value
from ingestion.times import StatedValueError

Values = Mapping[int, Value]

EPOCH = datetime(1989, 12, 31, tzinfo=UTC)
# Below, a time counts the seconds since the device was switched on.
_FIRST_TIME = 0x10000000
_SEMICIRCLES = 2**31


@dataclass(frozen=True)
class Number:
    """Say in which fields a number stands, the best first; it is (stated - shift) / scale."""

    fields: Sequence[int]
    scale: int = 1
    shift: int = 0

    def text(self, values: Values) -> str | None:
        """Return the number of a message, null where no field states it."""
        for field in self.fields:
            value = values.get(field)
            if value is not None:
                return self._text(value)
        return None

    def _text(self, value: Value) -> str | None:
        if isinstance(value, bytes) or not math.isfinite(value):
            return None
        if self.scale == 1:
            return _plain(value - self.shift)
        return _plain((value - self.shift) / self.scale)


def _plain(value: float) -> str:
    return repr(value).removesuffix(".0")


def degrees(value: Value | None) -> str | None:
    """Return a latitude or longitude; a semicircle is 0.00000008 degrees."""
    if not isinstance(value, int):
        return None
    return f"{value * 180 / _SEMICIRCLES:.8f}"


def seconds(value: Value | None) -> float | None:
    """Return a length of time that is stated in milliseconds."""
    return value / 1000 if isinstance(value, int) else None


def instant(value: Value | None) -> datetime:
    """Return a time.

    Raises: StatedValueError.
    """
    if not isinstance(value, int):
        raise StatedValueError("time_missing", "")
    if value < _FIRST_TIME:
        raise StatedValueError("time_out_of_range", f"the device's clock, {value} s, was not set")
    return EPOCH + timedelta(seconds=value)


def span(values: Values) -> tuple[datetime, datetime]:
    """Return when a session or lap began and ended.

    Some devices state a length that reaches into the next one, others the time of the upload
    as the end: the earlier of both ends is right.
    Raises: StatedValueError.
    """
    elapsed, stamp = seconds(values.get(7)), values.get(TIMESTAMP)
    if values.get(2) is None and elapsed is not None:
        end = instant(stamp)
        return end - timedelta(seconds=elapsed), end
    start = instant(values.get(2))
    ends = [start + timedelta(seconds=elapsed)] if elapsed is not None else []
    if isinstance(stamp, int):
        ends.append(instant(stamp))
    return start, min((end for end in ends if end > start), default=start)


def iso(moment: datetime) -> str:
    """Write a time in UTC without the closing Z."""
    return moment.isoformat(timespec="auto")[:-6]
