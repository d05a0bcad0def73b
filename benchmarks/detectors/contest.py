"""Daybook beside the detectors of known tools, at an equal rate of false alarms.

The series of a kind in control give each detector the threshold at which it alarms as often as
Daybook does on that kind; then all look at the same faults.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from benchmarks.detectors.baselines import BASELINES, SARIMAX_TREND, Baseline, sarimax
from benchmarks.detectors.scores import (
    Found,
    calibrated,
    false_alarm_rate,
    found,
    signals_of,
)
from benchmarks.detectors.series import FAULTS, KINDS, Fault, Kind, in_control, with_fault

Batch = Any
# Gives Daybook's SQL named batches; for each it returns, by series and days, pages and all signals.
Judge = Callable[[Mapping[str, tuple[Kind, Batch]]], Mapping[str, tuple[Batch, Batch]]]
LEVELS = ("page", "log")


@dataclass(frozen=True)
class Sizes:
    """Hold how many series and days a run of the study looks at.

    The detector that fits a model to each is given the first of all: `fitted_calm` in control and
    `fitted` for each fault.
    """

    calm: int = 500
    faulty: int = 56
    fitted_calm: int = 200
    fitted: int = 28
    first: int = 60
    fault_day: int = 120
    horizon: int = 60

    @property
    def days(self) -> int:
        """Return the length of each series: faults start on each day of a week in turn."""
        return self.fault_day + 7 + self.horizon

    def starts(self, count: int) -> Any:
        """Return the day on which the fault of each series starts."""
        return self.fault_day + np.arange(count) % 7


@dataclass
class Results:
    """Hold false-alarm rates by (level or detector, kind), thresholds and what was found.

    `rates` of a detector are those at its tool's own threshold.
    """

    rates: dict[tuple[str, str], float] = field(default_factory=dict)
    thresholds: dict[tuple[str, str, str], float] = field(default_factory=dict)
    found: dict[tuple[str, str, str, str], Found] = field(default_factory=dict)


def contest(
    judge: Judge, sizes: Sizes, seed: int = 1, baselines: Sequence[Baseline] = BASELINES
) -> Results:
    """Return what Daybook and the other detectors make of all kinds and faults."""
    results, batches = Results(), {}
    for kind in KINDS:
        batches[kind.name] = (kind, in_control(kind, sizes.calm, sizes.days, seed))
        faulty = in_control(kind, sizes.faulty, sizes.days, seed + 1)
        for fault in _faults_of(kind):
            starts = sizes.starts(sizes.faulty)
            batches[f"{kind.name}, {fault.name}"] = (kind, with_fault(fault, kind, faulty, starts))
    judged = judge(batches)
    for kind in KINDS:
        _judge_daybook(results, kind, judged, sizes)
        for baseline in baselines:
            _judge_baseline(results, kind, baseline, batches, sizes)
    return results


def _faults_of(kind: Kind) -> list[Fault]:
    return [fault for fault in FAULTS if fault.applies(kind)]


def _judge_daybook(
    results: Results, kind: Kind, judged: Mapping[str, tuple[Batch, Batch]], sizes: Sizes
) -> None:
    for number, level in enumerate(LEVELS):
        calm = judged[kind.name][number]
        results.rates[level, kind.name] = false_alarm_rate(calm, sizes.first)
        for fault in _faults_of(kind):
            signals = judged[f"{kind.name}, {fault.name}"][number]
            results.found[level, "Daybook", kind.name, fault.name] = found(
                signals, sizes.first, sizes.starts(len(signals)), sizes.horizon
            )


def _judge_baseline(
    results: Results,
    kind: Kind,
    baseline: Baseline,
    batches: Mapping[str, tuple[Kind, Batch]],
    sizes: Sizes,
) -> None:
    count_calm, count = sizes.calm, sizes.faulty
    if baseline is SARIMAX_TREND:
        count_calm, count = sizes.fitted_calm, sizes.fitted
    calm = _scores(baseline, batches[kind.name][1][:count_calm], sizes.first)
    own = signals_of(calm, baseline.threshold)
    results.rates[baseline.name, kind.name] = false_alarm_rate(own, sizes.first)
    for level in LEVELS:
        results.thresholds[level, baseline.name, kind.name] = calibrated(
            calm, sizes.first, results.rates[level, kind.name]
        )
    for fault in _faults_of(kind):
        batch = batches[f"{kind.name}, {fault.name}"][1][:count]
        scores = _scores(baseline, batch, sizes.fault_day)
        for level in LEVELS:
            threshold = results.thresholds[level, baseline.name, kind.name]
            results.found[level, baseline.name, kind.name, fault.name] = found(
                signals_of(scores, threshold),
                sizes.first,
                sizes.starts(len(scores)),
                sizes.horizon,
            )


def _scores(baseline: Baseline, values: Batch, first: int) -> Batch:
    """Return scores; days before `first` would only cost the detector that fits a model."""
    return sarimax(values, first=first) if baseline is SARIMAX_TREND else baseline.scores(values)
