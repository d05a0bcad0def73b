"""A day of 23 hours: fewer records, and nothing wrong."""

from typing import Any

from benchmarks.detectors import daybook
from benchmarks.detectors.baselines import MODIFIED_Z, POINT_INSIDE, ROLLING
from benchmarks.detectors.scores import signals_of
from benchmarks.detectors.series import KINDS, SHORT_DAY, in_control
from benchmarks.model_sql import EngineSession


def sentence(session: EngineSession, count: int, seed: int) -> str:
    """Return who alarms on the day of 23 hours, each tool at its own threshold.

    Daybook's metric is declared by 24 hours, so that it divides by the local day's length.
    """
    kind = KINDS[0]
    counted = in_control(kind, count, SHORT_DAY + 1, seed)
    by_day = counted.copy()
    by_day[:, SHORT_DAY] *= 23 / 24
    pages, _ = daybook.judge(session, {kind.name: (kind, counted)})[kind.name]
    others = "; ".join(
        f"{one.name} {_share(signals_of(one.scores(by_day), one.threshold))}"
        for one in (POINT_INSIDE, ROLLING, MODIFIED_Z)
    )
    return (
        f"On the day of 23 hours, {kind.name} of a source that counts every ten seconds are fewer"
        f" by 1/24. Daybook watches records per 24 hours and pages on {_share(pages)} of {count}"
        f" series; tools that count by the day alarm: {others}."
    )


def _share(signals: Any) -> str:
    return f"{100 * signals[:, SHORT_DAY].mean():.0f} %"
