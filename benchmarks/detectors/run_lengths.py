"""Average run lengths of Daybook's SQL: beside theory, and with limits from short baselines."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.detectors import theory
from benchmarks.detectors.daybook import feed, run_models
from benchmarks.detectors.series import FIRST_DAY
from benchmarks.model_sql import EngineSession, render

KNOWN = {"known_centre": "0e0", "known_sigma": "1e0"}
BASELINES = (20, 30, 60, 100, 300)
# Series that go through the engine at once.
_CHUNK = 500
_EWMA_LIMIT = "2.814 * sqrt(0.1 / 1.9)"
# When each chart signals, by the columns of process_runs.
_SIGNALS = {
    "shewhart": "abs(z) > 3",
    **{f"cusum_{h}": f"greatest(cusum_high, cusum_low) > {h}" for h in (4, 5, 7)},
    "ewma": f"abs(ewma) > {_EWMA_LIMIT}",
    **{
        rules: " or ".join(f"western_electric_{number}" for number in rules.split(", "))
        for rules in theory.RUN_RULES
    },
}
_PAGE = (
    "abs(z) > {{ chart_constant('page_sigmas') }}"
    " or greatest(cusum_high, cusum_low) > {{ chart_constant('cusum_page') }}"
)


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
        run_models(session, last="process_runs")
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


def _firsts(session: EngineSession) -> dict[str, list[int]]:
    """Return the number of the first signal of each series, 0 for none, by chart or rules."""
    columns = ", ".join(_first(signal, name) for name, signal in _SIGNALS.items())
    found: dict[str, list[int]] = session.arrow(
        f"select {columns} from (select *, datediff(observed_at, date'{FIRST_DAY}') + 1 as number"
        " from process_runs) as points group by metric_id"
    ).to_pydict()
    return found


def _first(signal: str, name: str) -> str:
    return f"coalesce(min(case when {signal} then number end), 0) as `{name}`"


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
            run_models(session, last="process_scores")
            found.append(_short(session, points, is_widened=is_widened, days=days))
    return found


def _short(session: EngineSession, points: int, *, is_widened: bool, days: int) -> ShortBaseline:
    watched = "from process_scores where phase = 'monitoring'"
    (row,) = session.rows(
        f"select avg(case when abs(z) > 3 then 1e0 else 0e0 end) as share {watched}"
    )
    firsts = session.arrow(f"select {_first(render(_PAGE), 'page')} {watched} group by metric_id")
    page, _ = run_length(firsts.to_pydict()["page"], days)
    return ShortBaseline(points, is_widened, 1 / row["share"], page)
