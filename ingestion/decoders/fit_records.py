"""Sessions, laps, samples and monitoring of FIT messages as columns of bronze.

Source: FIT profile, Garmin's FIT SDK 21, messages session, lap, record and monitoring.
"""

from collections.abc import Sequence
from datetime import datetime

from ingestion.decoders.fit_layout import TIMESTAMP
from ingestion.decoders.fit_names import ACTIVITY_TYPES, INTENSITIES, SPORTS, SUB_SPORTS, named
from ingestion.decoders.fit_values import EPOCH, Number, Values, degrees, instant, iso

_Texts = tuple[str | None, ...]

_ELAPSED, _TIMER = Number((7,), 1000), Number((8,), 1000)
_DISTANCE, _ENERGY = Number((9,), 100), Number((11,))
# Mean and highest heart rate, mean cadence, mean power, ascent and descent.
_SESSION = tuple(Number((field,)) for field in (16, 17, 18, 20, 22, 23))
_LAP = tuple(Number((field,)) for field in (15, 16, 17, 19, 21, 22))
# Altitude, heart rate, cadence, speed, power, temperature and distance; fields from 73 on are
# the finer ones that newer devices write.
_SAMPLE = (
    Number((78, 2), 5, 2500),
    Number((3,)),
    Number((4,)),
    Number((73, 6), 1000),
    Number((7,)),
    Number((13,)),
    Number((5,), 100),
)
_PACKED = 8
_SPEED, _PACKED_DISTANCE = 3, 6
_MONITORED_DISTANCE, _ACTIVE_TIME = Number((2,), 100), Number((4,), 1000)
_CALORIES, _HEART_RATE = Number((19, 1)), Number((27,))
_RUNNING, _WALKING = 1, 6


def kind_of_sport(values: Values) -> tuple[str | None, str | None]:
    """Return the sport of a session and its kind in particular."""
    return named(SPORTS, values.get(5)), named(SUB_SPORTS, values.get(6))


def times_and_totals(values: Values, start: datetime, end: datetime, *, is_lap: bool) -> _Texts:
    """Return the times, totals and means that sessions and laps state alike."""
    distance, energy = _DISTANCE.text(values), _ENERGY.text(values)
    return (
        f"{iso(start)}Z",
        f"{iso(end)}Z",
        _ELAPSED.text(values),
        _TIMER.text(values),
        distance,
        distance and "m",
        energy,
        energy and "kcal",
        *(number.text(values) for number in (_LAP if is_lap else _SESSION)),
    )


def intensity(values: Values) -> str | None:
    """Return whether a lap was active or a rest."""
    return named(INTENSITIES, values.get(23))


class SampleReader:
    """Read samples, whose distance may be counted in twelve bits that run over."""

    def __init__(self) -> None:
        self.first: datetime | None = None
        self.last = EPOCH
        self._sixteenths = 0

    def read(self, values: Values) -> tuple[str, _Texts]:
        """Return when a sample was taken, and what it states from there on.

        Raises: StatedValueError.
        """
        moment = instant(values.get(TIMESTAMP))
        self.first = min(self.first or moment, moment)
        self.last = max(self.last, moment)
        numbers: Sequence[str | None] = [number.text(values) for number in _SAMPLE]
        if _PACKED in values:
            numbers = self._unpacked(numbers, values[_PACKED])
        at = iso(moment)
        return at, (f"{at}Z", degrees(values.get(0)), degrees(values.get(1)), *numbers)

    def _unpacked(self, numbers: Sequence[str | None], packed: object) -> Sequence[str | None]:
        """Fill in speed and distance of 12 bits each, in 0.01 m/s and in 1/16 m."""
        if not isinstance(packed, bytes) or len(packed) != 3 or packed == b"\xff\xff\xff":
            return numbers
        both = int.from_bytes(packed, "little")
        self._sixteenths += ((both >> 12) - self._sixteenths) & 0xFFF
        filled = list(numbers)
        if both & 0xFFF != 0xFFF:
            filled[_SPEED] = filled[_SPEED] or Number((0,), 100).text({0: both & 0xFFF})
        distance = Number((0,), 16).text({0: self._sixteenths})
        filled[_PACKED_DISTANCE] = filled[_PACKED_DISTANCE] or distance
        return filled


def monitoring_values(values: Values, clock: int) -> tuple[str, _Texts]:
    """Return when something was counted over the day, and what; `clock` is the last whole time.

    Raises: StatedValueError.
    """
    kind, short = _activity(values), values.get(26)
    if TIMESTAMP not in values and isinstance(short, int):
        clock += (short - clock) & 0xFFFF
    at = iso(instant(values.get(TIMESTAMP, clock)))
    distance, energy = _MONITORED_DISTANCE.text(values), _CALORIES.text(values)
    is_on_foot = kind in (_RUNNING, _WALKING)
    # Of steps each counts, of turns of a crank each second.
    cycles = Number((3, 9), 1 if is_on_foot else 2).text(values)
    return at, (
        f"{at}Z",
        named(ACTIVITY_TYPES, kind),
        cycles if is_on_foot else None,
        None if is_on_foot else cycles,
        distance,
        distance and "m",
        _ACTIVE_TIME.text(values),
        energy,
        energy and "kcal",
        _HEART_RATE.text(values),
    )


def _activity(values: Values) -> object:
    packed = values.get(24)
    return packed & 31 if isinstance(packed, int) else values.get(5)
