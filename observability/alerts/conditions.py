"""What stands wrong at a moment, each with its severity and its place in the lineage."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from observability.alerts.health import Health, Severity

RUN = "run"
SOURCE_START = "source:"
# A metric's last observation that was judged, and the one that had been the last before it.
Watermarks = Mapping[str, tuple[str | None, str]]


@dataclass(frozen=True)
class Condition:
    """State one thing that is wrong; `key` names it for as long as it lasts."""

    key: str
    node: str
    severity: Severity
    words: str


def silence_of(health: Health | None, now: datetime, silent_hours: float) -> Condition | None:
    """Return the condition that nothing is known any more, because no refresh has told."""
    if health is None:
        words = "No refresh has told how it ended, so that nothing is known of the numbers."
        return Condition("run/silent", RUN, "page", words)
    silent = now - datetime.fromisoformat(health.as_of)
    if silent <= timedelta(hours=silent_hours):
        return None
    hours = silent / timedelta(hours=1)
    words = (
        f"The last refresh was as of {health.as_of}, {hours:.0f} hours ago, and one is expected "
        f"every {silent_hours:g} hours. What is published is old, and nothing newer is watched."
    )
    return Condition("run/silent", RUN, "page", words)


def conditions_of(health: Health, now: datetime, watermarks: Watermarks) -> list[Condition]:
    """Return all that is wrong, by what the last refresh found and by what is late since."""
    return [*_run(health), *_sources(health, now), *_signals(health, watermarks)]


def moved(watermarks: Watermarks, health: Health) -> dict[str, tuple[str | None, str]]:
    """Return the watermarks after the last observations of all metrics have been judged."""
    after = dict(watermarks)
    for metric_id, newest in health.newest_points.items():
        before = watermarks.get(metric_id)
        if before is None or newest > before[1]:
            after[metric_id] = (before and before[1], newest)
    return after


def _run(health: Health) -> Iterator[Condition]:
    if health.outcome == "published":
        return
    said = "failed" if health.outcome == "failed" else "was held back by a check"
    since = health.published_as_of
    stays = f"The numbers of {since} stay up." if since else "Nothing is published yet."
    problems = "".join(f" {one.name}: {one.words}" for one in health.problems)
    words = f"The refresh as of {health.as_of} {said}. {stays}{problems}"
    yield Condition(f"run/{health.outcome}", RUN, "page", words)


def _sources(health: Health, now: datetime) -> Iterator[Condition]:
    for source in health.sources:
        if source.late_at is not None and datetime.fromisoformat(source.late_at) < now:
            words = (
                f"Source {source.name} has told nothing since {source.covered_until_at}; "
                f"by its own rhythm that is late since {source.late_at}."
            )
            node = f"{SOURCE_START}{source.name}"
            yield Condition(f"source/{source.name}", node, "page", words)


def _signals(health: Health, watermarks: Watermarks) -> Iterator[Condition]:
    """Yield a condition for each metric that signals where it stands, or did since it was judged.

    What came between two evaluations must not be passed over; what lies before both is history.
    """
    after = moved(watermarks, health)
    standing: dict[str, list[tuple[str, Condition]]] = {}
    for signal in health.signals:
        previous, newest = after.get(signal.metric_id, (None, signal.observed_at))
        if signal.observed_at < newest and (previous is None or signal.observed_at <= previous):
            continue
        words = f"{signal.metric_id} at {signal.observed_at}: {signal.explanation}"
        one = Condition(f"signal/{signal.metric_id}", signal.node, signal.severity, words)
        standing.setdefault(one.key, []).append((signal.observed_at, one))
    for found in standing.values():
        # The gravest of a metric stands for all of its rules: one that pages, then the latest.
        yield max(found, key=lambda pair: (pair[1].severity == "page", pair[0], pair[1].words))[1]
