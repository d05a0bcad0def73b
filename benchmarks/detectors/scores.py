"""False alarms and delays, of signals as series by days of true and false."""

from dataclasses import dataclass
from typing import Any

import numpy as np

Batch = Any
DAYS_A_MONTH = 365.25 / 12


@dataclass(frozen=True)
class Found:
    """Say how soon a fault is found; `median_days` counts its first day as 1.

    `median_days` is infinite where less than half of the series are found by the last day.
    """

    count_series: int
    share_first_day: float
    share_found: float
    median_days: float


def false_alarm_rate(signals: Batch, first: int) -> float:
    """Return first alarms by days at risk, from day `first` on; one alarm ends a series' risk."""
    watched = signals[:, first:]
    has_alarm = watched.any(axis=1)
    at_risk = np.where(has_alarm, watched.argmax(axis=1) + 1, watched.shape[1])
    return float(has_alarm.sum() / at_risk.sum())


def a_month(rate: float, count_metrics: int = 50) -> float:
    """Return the false alarms of a month, of so many metrics with a point a day each."""
    return rate * count_metrics * DAYS_A_MONTH


def calibrated(scores: Batch, first: int, rate: float) -> float:
    """Return the lowest threshold at which scores in control alarm no more often than `rate`."""
    peaks = np.unique(np.nanmax(scores[:, first:], axis=1))
    low, high = 0, peaks.size - 1
    while low < high:
        middle = (low + high) // 2
        if false_alarm_rate(signals_of(scores, peaks[middle]), first) > rate:
            low = middle + 1
        else:
            high = middle
    return float(peaks[low])


def signals_of(scores: Batch, threshold: float) -> Batch:
    """Return where a score is above the threshold; without a score there is no signal."""
    return np.nan_to_num(scores, nan=-np.inf, posinf=np.inf) > threshold


def found(signals: Batch, first: int, starts: Any, horizon: int) -> Found:
    """Return how soon a fault that starts on `starts` (a day for each series) is found.

    Series that alarmed between `first` and their fault are left out: their alarm stands already.
    """
    day = np.arange(signals.shape[1])[None, :]
    before = (signals & (day >= first) & (day < starts[:, None])).any(axis=1)
    since = day - starts[:, None]
    late = np.where(signals & (since >= 0) & (since < horizon), since + 1, np.inf).min(axis=1)
    late = late[~before]
    if not late.size:
        return Found(0, np.nan, np.nan, np.nan)
    return Found(
        int(late.size),
        float((late == 1).mean()),
        float(np.isfinite(late).mean()),
        float(np.sort(late)[(late.size - 1) // 2]),
    )
