"""Seeded daily series of several kinds, in control and with faults.

A batch is an array of series by days; day 0 is `FIRST_DAY`, a Monday. Faults change what a series
in control would have been, so that each fault is seen on the same series.
"""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

FIRST_DAY = date(2025, 1, 6)
# The clock of most of Europe went forward on this Sunday; a day of 23 hours.
SHORT_DAY = (date(2025, 3, 30) - FIRST_DAY).days
WEEKEND = (5, 6)
Batch = Any


@dataclass(frozen=True)
class Kind:
    """Say how the days of a series in control come about, and which of our metrics it stands for.

    `sigma` is the standard deviation of a day's value once the weekday is known, `carried` the
    correlation of neighbouring days; `weekend` is what a value of Saturday and Sunday is
    multiplied by.
    """

    name: str
    metric: str
    mean: float
    sigma: float
    noise: str = "normal"
    carried: float = 0.0
    weekend: float = 1.0
    is_volume: bool = False


KINDS = (
    Kind("records", "source_records_per_24_hours", 8640.0, 60.0, is_volume=True),
    Kind(
        "events", "source_records_per_24_hours", 400.0, 40.0, "gamma", weekend=0.6, is_volume=True
    ),
    Kind("kilobytes", "source_bytes", 250.0, 12.5, "lognormal", is_volume=True),
    Kind("kilowatt hours", "meter_quantity", 9.0, 1.2, "lognormal", 0.3, weekend=1.3),
    Kind("degrees Celsius", "room_temperature_celsius", 20.5, 0.5, carried=0.5),
    Kind("steps", "step_count", 8000.0, 2600.0, "gamma", weekend=0.8),
    Kind("minutes of delay", "source_delay_minutes", 42.0, 16.0, "lognormal"),
)


def random_of(*parts: object) -> np.random.Generator:
    """Return the generator of random numbers that belongs to these words."""
    return np.random.default_rng(zlib.crc32(repr(parts).encode()))


def in_control(kind: Kind, count: int, days: int, seed: int) -> Batch:
    """Return `count` series of `days` values; equal arguments give equal series."""
    random = random_of(kind.name, seed)
    noise = _noise(kind, random, count, days)
    values = (kind.mean + kind.sigma * noise) * weekly(days, kind.weekend)
    return np.maximum(values.round() if kind.is_volume else values, 0)


def weekly(days: int, weekend: float) -> Any:
    """Return what each day is multiplied by: 1 on working days, `weekend` on the others."""
    return np.where(np.isin(np.arange(days) % 7, WEEKEND), weekend, 1.0)


def _noise(kind: Kind, random: np.random.Generator, count: int, days: int) -> Any:
    """Return noise of mean 0 and standard deviation 1."""
    relative = kind.sigma / kind.mean
    if kind.noise == "gamma":
        return (random.gamma(relative**-2, relative**2, (count, days)) - 1) / relative
    steps = random.normal(size=(count, days))
    for day in range(1, days):
        fresh = (1 - kind.carried**2) ** 0.5 * steps[:, day]
        steps[:, day] = kind.carried * steps[:, day - 1] + fresh
    if kind.noise == "lognormal":
        spread = np.log1p(relative**2) ** 0.5
        return (np.exp(spread * steps - spread**2 / 2) - 1) / relative
    return steps


@dataclass(frozen=True)
class Fault:
    """Say what happens to a series from a day on, and to which kinds it can happen."""

    name: str
    happens: Callable[[Batch, Any, Kind], Batch]
    applies: Callable[[Kind], bool] = lambda _: True


def _shift(size: float) -> Callable[[Batch, Any, Kind], Batch]:
    return lambda values, since, kind: values + (since >= 0) * size * kind.sigma


def _is_day(since: Any) -> Any:
    return since == 0


def _frozen(values: Batch, since: Any, _: Kind) -> Batch:
    last = np.take_along_axis(values, np.argmax(since == -1, axis=1)[:, None], axis=1)
    return np.where(since >= 0, last, values)


def _weekends(values: Batch, since: Any, kind: Kind) -> Batch:
    is_weekend = weekly(values.shape[1], 0.0) == 0.0
    return values - 2 * kind.sigma * ((since >= 0) & is_weekend)


def _is_volume(kind: Kind) -> bool:
    return kind.is_volume


GROSS_FAULTS = (
    Fault("missing file", lambda v, s, _: np.where(_is_day(s), 0, v), _is_volume),
    Fault("doubled file", lambda v, s, _: np.where(_is_day(s), 2 * v, v), _is_volume),
    Fault("zero rows from then on", lambda v, s, _: np.where(s >= 0, 0, v), _is_volume),
    Fault(
        "Wh for kWh",
        lambda v, s, _: np.where(s >= 0, 1000 * v, v),
        lambda kind: kind.name == "kilowatt hours",
    ),
)
SMALL_FAULTS = (
    Fault("shift of 2 sigma", _shift(2.0)),
    Fault("shift of 1 sigma", _shift(1.0)),
    Fault("shift of 0.5 sigma", _shift(0.5)),
    Fault("drift of 0.1 sigma a day", lambda v, s, k: v + 0.1 * k.sigma * np.maximum(s + 1, 0)),
    Fault(
        "slow degradation, 1 % a day", lambda v, s, _: v * 0.99 ** np.maximum(s + 1, 0), _is_volume
    ),
    Fault("frozen sensor", _frozen, lambda kind: kind.carried > 0),
    Fault(
        "weekends lower by 2 sigma",
        _weekends,
        lambda kind: kind.weekend == 1.0 and kind.noise == "normal",
    ),
)
FAULTS = (*GROSS_FAULTS, *SMALL_FAULTS)


def with_fault(fault: Fault, kind: Kind, values: Batch, first: Any) -> Batch:
    """Return the series with a fault that begins, in each, on the day `first` (one a series)."""
    since = np.arange(values.shape[1])[None, :] - first[:, None]
    return fault.happens(values, since, kind)
