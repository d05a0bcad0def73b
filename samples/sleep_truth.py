"""Work out Ben's nights: stretches of sleep that gaps of less than an hour do not end."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from statistics import fmean, stdev
from typing import TYPE_CHECKING

from samples.fitness import BEN
from samples.health import health_of
from samples.local_days import DAY_SECONDS, TIME_ZONE, ZONE, local_date
from samples.recorders import HOUR, PHONE, WATCH
from samples.sleep import ASLEEP, AWAKE, CORE, DEEP, IN_BED, REM, UNSPECIFIED

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from samples.plan import Plan
    from samples.sleep import Stage


FEWEST_NIGHTS = 7


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
        times = map(_utc, _main(nights)) if nights else ("", "")
        zone = TIME_ZONE if nights else ""
        told = _stages(nights, [one for one in stages if one.stage == AWAKE])
        row = [day.isoformat(), BEN.person_id, *seconds, ", ".join(sorted(names)), *times, zone]
        yield [*row, *told]


def regularity_rows(plan: Plan) -> Iterator[list[str]]:
    """Yield the rows of `nightly_sleep_regularity`."""
    nights, shares = {}, {}
    for row in sleep_rows(plan):
        if row[5]:
            day = date.fromisoformat(row[0])
            nights[day] = tuple(_clock_second(text, day) for text in row[5:7])
            before = nights.get(day - timedelta(days=1))
            if before is not None:
                shares[day] = _alike(before, nights[day])
            window = [day - timedelta(days=number) for number in range(14)]
            pairs = [shares[one] for one in window if one in shares]
            middles = [sum(nights[one]) / 2 for one in window if one in nights]
            index = repr(200 * fmean(pairs) - 100) if len(pairs) >= FEWEST_NIGHTS else ""
            spread = repr(stdev(middles)) if len(middles) >= FEWEST_NIGHTS else ""
            asleep, in_bed = int(row[2]), int(row[3] or 0)
            efficiency = repr(100 * asleep / in_bed) if in_bed >= asleep else ""
            counts = str(len(pairs)), str(len(middles))
            yield [row[0], row[1], index, spread, *counts, efficiency]


def _alike(night: tuple[int, ...], other: tuple[int, ...]) -> float:
    """Return the share of 24 hours in which both days see the person asleep, or both awake."""
    both = len(range(max(night[0], other[0]), min(night[1], other[1])))
    either = (night[1] - night[0]) + (other[1] - other[0]) - both
    return 1 - (either - both) / DAY_SECONDS


def _clock_second(text: str, day: date) -> int:
    """Return how far after a day's midnight the local clock stood at an instant."""
    local = datetime.fromisoformat(text).astimezone(ZONE).replace(tzinfo=None)
    return int((local - datetime.combine(day, time())).total_seconds())


def _main(nights: list[Session]) -> tuple[int, int]:
    longest = max(nights, key=lambda one: (one.seconds, one.stages[0].begin))
    return longest.stages[0].begin, longest.end


def _stages(nights: list[Session], awake: Iterable[Stage]) -> list[str]:
    """Return seconds light, deep, REM, without a stage and awake, and who told them."""
    seconds = dict.fromkeys((CORE, DEEP, REM, UNSPECIFIED), 0)
    for stage in (stage for session in nights for stage in session.stages):
        seconds[stage.stage] += stage.end - stage.begin
    unstaged = str(seconds[UNSPECIFIED]) if nights else ""
    if not seconds[CORE]:  # the phone tells no stages, and a night of the watch begins with one
        return ["", "", "", unstaged, "", ""]
    spans = [(session.stages[0].begin, session.end) for session in nights]
    woken = sum(
        one.end - one.begin
        for one in awake
        if any(begin <= one.begin and one.end <= end for begin, end in spans)
    )
    told = (seconds[CORE], seconds[DEEP], seconds[REM])
    return [*map(str, told), unstaged, str(woken), WATCH.name]


def _utc(second: int) -> str:
    return str(datetime.fromtimestamp(second, UTC))


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
