"""Average run lengths of Daybook's SQL: beside theory, and with limits from short baselines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.detectors import theory
from benchmarks.detectors.daybook import feed, run_models
from benchmarks.model_sql import EngineSession

KNOWN = {"known_centre": "0e0", "known_sigma": "1e0"}
BASELINES = (20, 30, 60, 100, 300)
# Series that go through the engine at once.
_CHUNK = 500
_EWMA_LIMIT = "2.814 * sqrt(0.1 / 1.9)"
_FIRST = {
    "shewhart": "min(case when abs(z) > 3 then number end)",
    "cusum_4": "min(case when greatest(cusum_high, cusum_low) > 4 then number end)",
    "cusum_5": "min(case when greatest(cusum_high, cusum_low) > 5 then number end)",
    "cusum_7": "min(case when greatest(cusum_high, cusum_low) > 7 then number end)",
    "ewma": f"min(case when abs(ewma) > {_EWMA_LIMIT} then number end)",
}


@dataclass(frozen=True)
class RunLength:
    """Hold a measured average run length, its standard error in percent and the theory's value."""

    name: str
    measured: float
    error_percent: float
    theory: float

    @property
    def ratio(self) -> float:
        """Return the measured run length by the theory's."""
        return self.measured / self.theory


def run_length(first: Any, days: int) -> tuple[float, float]:
    """Return the average run length and its standard error in percent.

    `first` is the number of each series' first signal from 1 on, 0 where none came within `days`.
    Points at risk by signals: exact for run lengths without a memory, as they are in control but
    for the first few points.
    """
    first = np.asarray(first)
    alarms = int((first > 0).sum())
    at_risk = float(np.where(first > 0, first, days).sum())
    return at_risk / max(alarms, 1), 100 / max(alarms, 1) ** 0.5


def known_limits(session: EngineSession, count: int, days: int, seed: int) -> list[RunLength]:
    """Return run lengths in control of standard normal points whose centre and sigma are known."""
    firsts: dict[str, list[int]] = {}
    for values in _chunks(count, days, seed):
        feed(session, [(KNOWN, values)])
        run_models(session)
        for name, found in _firsts(session).items():
            firsts.setdefault(name, []).extend(found)
    return [
        RunLength(title, *run_length(firsts[name], days), expected)
        for name, title, expected in _expected()
    ]


def _chunks(count: int, days: int, seed: int) -> Iterator[Any]:
    random = np.random.default_rng(seed)
    for start in range(0, count, _CHUNK):
        yield random.normal(size=(min(_CHUNK, count - start), days))


def _firsts(session: EngineSession) -> Mapping[str, list[int]]:
    """Return the number of the first signal of each series, 0 for none, by chart or rules."""
    columns = ", ".join(f"coalesce({sql}, 0) as {name}" for name, sql in _FIRST.items())
    scores = session.arrow(f"select {columns} from process_scores group by metric_id").to_pydict()
    rules = session.arrow(
        "select scores.metric_id, "
        + ", ".join(
            f"coalesce(min(case when rule_number in ({numbers}) then number end), 0)"
            f" as `rules {numbers}`"
            for numbers in theory.RUN_RULES
        )
        + " from process_scores as scores left join process_signals as signals"
        " on scores.metric_id = signals.metric_id and scores.observed_at = signals.observed_at"
        " and rule_set = 'western_electric' group by scores.metric_id"
    ).to_pydict()
    return scores | {name: rules[f"rules {name}"] for name in theory.RUN_RULES}


def _expected() -> Iterator[tuple[str, str, float]]:
    yield "shewhart", "individuals, 3 sigma", theory.shewhart(3)
    for name, expected in theory.RUN_RULES.items():
        yield name, f"Western Electric {name}", expected
    for h in (4, 5, 7):
        yield f"cusum_{h}", f"CUSUM k 0.5, h {h}", theory.cusum(0.5, h)
    yield "ewma", "EWMA 0.1, 2.814 sigma", theory.ewma(0.1, 2.814)


@dataclass(frozen=True)
class ShortBaseline:
    """Hold points between false alarms where limits come from a baseline of so many points."""

    count_points: int
    is_widened: bool
    shewhart: float
    page: float


def estimated_limits(
    session: EngineSession, count: int, days: int, seed: int
) -> list[ShortBaseline]:
    """Return how often limits from short baselines alarm in the `days` after each baseline."""
    found = []
    for points in BASELINES:
        values = np.random.default_rng(seed).normal(size=(count, points + days))
        for is_widened in (False, True):
            declaration = {
                "learning_points": points,
                "baseline_points": points,
                "is_widened": is_widened,
            }
            feed(session, [(declaration, values)])
            run_models(session)
            found.append(_short(session, points, is_widened=is_widened, days=days, count=count))
    return found


def _short(
    session: EngineSession, points: int, *, is_widened: bool, days: int, count: int
) -> ShortBaseline:
    (row,) = session.rows(
        "select avg(case when abs(z) > 3 then 1e0 else 0e0 end) as share"
        " from process_scores where phase = 'monitoring'"
    )
    pages = session.arrow(
        "select min(number) as number from process_signals inner join"
        " process_scores using (metric_id, observed_at)"
        " where process_signals.severity = 'page' group by metric_id"
    ).to_pydict()["number"]
    first = np.zeros(count, int)
    first[: len(pages)] = pages
    return ShortBaseline(points, is_widened, 1 / row["share"], run_length(first, days)[0])
