"""What the last refresh found, as one JSON object of the lake: all that alerts are judged by."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from ingestion.layout import HEALTH_DOCUMENT
from ingestion.storage import Storage

Outcome = Literal["published", "held_back", "failed"]
Severity = Literal["page", "log"]
# The name of the problem of a refresh that broke off before any step of a build failed.
REFRESH = "refresh"


@dataclass(frozen=True)
class Problem:
    """A step of the build that failed or a check that held it back; `node` is its table."""

    name: str
    node: str
    words: str


@dataclass(frozen=True)
class SourceState:
    """A source: `late_at` is when its silence becomes unusual, None while that is not known.

    Moments are ISO 8601 in UTC.
    """

    name: str
    covered_until_at: str
    late_at: str | None


@dataclass(frozen=True)
class Signal:
    """A signal of process control; `node` is the table or `source:<name>` that it is about."""

    metric_id: str
    observed_at: str
    severity: Severity
    explanation: str
    node: str


@dataclass(frozen=True)
class Health:
    """State what a refresh as of a moment came to, and what is published since when.

    `newest_points` has the last observation of each metric, `counts` numbers to be put on a
    dashboard, and `parents` what each table is made from: tables, and `source:<name>`.
    """

    as_of: str
    outcome: Outcome
    published_as_of: str | None
    problems: tuple[Problem, ...] = ()
    sources: tuple[SourceState, ...] = ()
    signals: tuple[Signal, ...] = ()
    newest_points: Mapping[str, str] = field(default_factory=dict)
    counts: Mapping[str, int] = field(default_factory=dict)
    parents: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def write_health(storage: Storage, health: Health) -> None:
    """Put what was found into the lake, in place of what the refresh before found otherwise."""
    data = json.dumps(asdict(health), indent=1).encode()
    if storage.read(HEALTH_DOCUMENT) != data:
        storage.replace(HEALTH_DOCUMENT, data)


def read_health(storage: Storage) -> Health | None:
    """Return what the last refresh found; None before the first one, or where it is damaged.

    What cannot be read says as little as what is not there: both are unknown.
    """
    text = storage.read(HEALTH_DOCUMENT)
    try:
        return None if text is None else _health(json.loads(text))
    except (ValueError, TypeError, KeyError):
        return None


def _health(said: Mapping[str, Any]) -> Health:
    return Health(
        **{
            **said,
            "problems": tuple(Problem(**one) for one in said["problems"]),
            "sources": tuple(SourceState(**one) for one in said["sources"]),
            "signals": tuple(Signal(**one) for one in said["signals"]),
            "parents": {name: tuple(found) for name, found in said["parents"].items()},
        }
    )
