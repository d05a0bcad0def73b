"""The detectors of known tools, written down: a score for each day, and a threshold.

Each takes series by days and returns scores of the same shape; a day signals when its score is
above the threshold. A day without a score (NaN) cannot signal. Where a spread is zero, any change
scores infinity.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

Batch = Any


@dataclass(frozen=True)
class Baseline:
    """Hold a detector and the threshold that its tool has by default."""

    name: str
    threshold: float
    scores: Callable[[Batch], Batch]


def _windows(values: Batch, length: int) -> Batch:
    """Return for each day the `length` days that end with it, NaN before the first."""
    padded = np.pad(values.astype(float), ((0, 0), (length - 1, 0)), constant_values=np.nan)
    return np.lib.stride_tricks.sliding_window_view(padded, length, axis=1)


def _known(windows: Batch, least: int) -> Any:
    return np.where(np.isnan(windows).sum(axis=2) <= windows.shape[2] - least, 1.0, np.nan)


def _ratio(change: Batch, spread: Batch) -> Batch:
    """Return how many spreads a change is; infinitely many where the spread is zero."""
    change = np.abs(change)
    # Sums of equal numbers differ in their last digit: such a spread is none.
    spread = np.where(spread > 1e-9 * (1 + change), spread, 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.where((spread == 0) & (change < 1e-9), 0.0, change / spread)


def point_inside(values: Batch, days: int = 14, least: int = 7) -> Batch:
    """Score a day by the mean and deviation of the 14 days that end with it, at least 7.

    Source: the default of the dbt package elementary: 14 days of training, 3 sigma, 7 points.
    """
    windows = _windows(values, days)
    with np.errstate(invalid="ignore"):
        mean = np.nanmean(windows, axis=2)
        spread = _deviation(windows, mean)
    return _ratio(values - mean, spread) * _known(windows, least)


def rolling(values: Batch, days: int = 14, least: int = 7) -> Batch:
    """Score a day by the mean and deviation of the 14 days before it, at least 7.

    Source: the check of aggregate outliers in Databricks Labs' data-quality library for Spark.
    """
    windows = _before(_windows(values, days))
    mean = _nanmean(windows)
    return _ratio(values - mean, _deviation(windows, mean)) * _known(windows, least)


def modified_z(values: Batch, days: int = 30, least: int = 7) -> Batch:
    """Score a day by median and median deviation of the 30 days before it.

    Source: the dbt package re_data: threshold 3; Iglewicz and Hoaglin, How to detect and handle
    outliers (1993), with the mean deviation where more than half of the days are equal.
    """
    windows = _before(_windows(values, days))
    median = _nanmedian(windows)
    away = np.abs(windows - median[:, :, None])
    spread = _nanmedian(away) * 1.4826
    spread = np.where(spread > 0, spread, 1.253314 * _nanmean(away))
    return _ratio(values - median, spread) * _known(windows, least)


def sarimax(values: Batch, least: int = 20, first: int = 0, refit_days: int = 7) -> Batch:
    """Score a day by the forecast of a SARIMAX(1,1,1) of all days before it, at least 20.

    Days before `first` are not scored. Parameters are fitted again every seventh day, from those of
    the week before; the state is carried on each day.

    Source: the volume trend of the data-quality generator TestGen: 2.5 standard errors.
    """
    scores = np.full(values.shape, np.nan)
    for row, series in enumerate(values.astype(float)):
        parameters = None
        for day in range(max(least, first), series.size, refit_days):
            until = min(day + refit_days, series.size)
            scores[row, day:until], parameters = _ahead(series[:until], day, parameters)
    return scores


def _ahead(series: Any, day: int, start: Any) -> tuple[Any, Any]:
    """Return the scores of the days from `day` on by a model of those before, and the model."""
    import warnings

    from statsmodels.tsa.statespace.sarimax import SARIMAX

    # Scaled by its own deviation: the optimiser is tuned to numbers of about one.
    spread = float(series[:day].std())
    scaled = (series - series[0]) / (spread if spread > 0 else 1.0)
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore"
        )  # of fits that have not converged, and are used all the same
        fitted = SARIMAX(scaled[:day], order=(1, 1, 1)).fit(start, disp=False)
        known = SARIMAX(scaled, order=(1, 1, 1)).filter(fitted.params)
    errors = np.sqrt(known.filter_results.forecasts_error_cov[0, 0, day:])
    return _ratio(known.filter_results.forecasts_error[0, day:], errors), fitted.params


def _before(windows: Batch) -> Batch:
    return np.pad(windows, ((0, 0), (1, 0), (0, 0)), constant_values=np.nan)[:, :-1]


def _quietly(function: Callable[..., Any], windows: Batch) -> Batch:
    empty = np.isnan(windows).all(axis=2)
    found = function(np.where(empty[:, :, None], 0, windows), axis=2)
    return np.where(empty, np.nan, found)


def _nanmean(windows: Batch) -> Batch:
    return _quietly(np.nanmean, windows)


def _nanmedian(windows: Batch) -> Batch:
    return _quietly(np.nanmedian, windows)


def _deviation(windows: Batch, mean: Batch) -> Batch:
    count = (~np.isnan(windows)).sum(axis=2)
    squares = np.nansum((windows - mean[:, :, None]) ** 2, axis=2)
    return (squares / np.maximum(count - 1, 1)) ** 0.5


POINT_INSIDE = Baseline("point inside its baseline", 3.0, point_inside)
ROLLING = Baseline("rolling 14 days", 3.0, rolling)
MODIFIED_Z = Baseline("modified z, 30 days", 3.0, modified_z)
SARIMAX_TREND = Baseline("SARIMAX(1,1,1)", 2.5, sarimax)
BASELINES = (POINT_INSIDE, ROLLING, MODIFIED_Z, SARIMAX_TREND)
