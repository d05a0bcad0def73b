"""Work out Ben's nights: stretches of sleep that gaps of less than an hour do not end."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from samples.fitness import BEN
from samples.health import health_of
from samples.local_days import local_date
from samples.recorders import HOUR, PHONE, WATCH
from samples.sleep import ASLEEP, IN_BED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from samples.plan import Plan
    from samples.sleep import Stage


@dataclass
class Session:
    """Hold stages that follow one another; `seconds` is the length of their union."""

    end: int
    seconds: int = 0
    stages: list[Stage] = field(default_factory=list)

    def add(self, stage: Stage) -> None:
        """Add a stage that begins no earlier than those before it."""
        self.seconds += max(stage.end - max(stage.begin, self.end), 0)
        self.end = max(self.end, stage.end)
        self.stages.append(stage)


def sleep_rows(plan: Plan) -> Iterator[list[str]]:
    """Yield the rows of `nightly_sleep` by day."""
    stages = health_of(plan).stages
    asleep = _best_of_each_day(stages, ASLEEP, ASLEEP)
    in_bed = _best_of_each_day(stages, ASLEEP | {IN_BED}, {IN_BED})
    for day in sorted(asleep.keys() | in_bed.keys()):
        nights, beds = asleep.get(day, []), in_bed.get(day, [])
        names = {stage.recorder.name for session in nights for stage in session.stages}
        seconds = (_seconds(nights), _seconds(beds))
        yield [day.isoformat(), BEN.person_id, *seconds, ", ".join(sorted(names))]


def _seconds(sessions: list[Session]) -> str:
    return str(sum(one.seconds for one in sessions)) if sessions else ""


def _best_of_each_day(
    stages: Iterable[Stage], counted: Iterable[str], needed: Iterable[str]
) -> dict[date, list[Session]]:
    """Return the sessions that end on each local day, of the best recorder that states them.

    A recorder states a day's sessions where one of them holds a stage that is needed.
    """
    kept = [stage for stage in stages if stage.stage in counted]
    best: dict[date, list[Session]] = {}
    for recorder in (PHONE, WATCH):  # the better one last
        by_day: dict[date, list[Session]] = {}
        for session in _sessions(one for one in kept if one.recorder is recorder):
            by_day.setdefault(local_date(session.end), []).append(session)
        best |= {
            day: sessions
            for day, sessions in by_day.items()
            if any(stage.stage in needed for one in sessions for stage in one.stages)
        }
    return best


def _sessions(stages: Iterable[Stage]) -> list[Session]:
    sessions: list[Session] = []
    for stage in sorted(stages, key=lambda one: one.begin):
        if not sessions or stage.begin - sessions[-1].end >= HOUR:
            sessions.append(Session(stage.begin))
        sessions[-1].add(stage)
    return sessions
