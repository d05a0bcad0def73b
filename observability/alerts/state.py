"""What alerts remember between two evaluations, as one JSON object of the lake."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from ingestion.layout import ALERTS_DOCUMENT
from ingestion.storage import Storage
from observability.alerts.health import Severity

Kind = Literal["opened", "recovered", "digest"]


@dataclass(frozen=True)
class Message:
    """A message for people; the same id is the same message, however often it arrives."""

    id: str
    kind: Kind
    severity: Severity
    subject: str
    text: str
    created_at: str


@dataclass(frozen=True)
class Delivery:
    """A message on its way through one channel; claimed while a process is sending it."""

    message: Message
    channel: str
    count_attempts: int = 0
    last_error: str | None = None
    claimed_at: str | None = None
    claimed_by: str | None = None

    @property
    def id(self) -> tuple[str, str]:
        """Return what tells it from all others."""
        return self.message.id, self.channel


@dataclass(frozen=True)
class Delivered:
    """What became of a delivery: `error` is None where it arrived."""

    message_id: str
    channel: str
    ended_at: str
    count_attempts: int
    error: str | None = None


@dataclass(frozen=True)
class Incident:
    """One cause that is wrong, from when it was first seen; `is_told` once a message said so.

    `own` has the words of each of its conditions by key, `below` those of what depends on it.
    """

    node: str
    opened_at: str
    severity: Severity
    own: Mapping[str, str]
    below: Mapping[str, str] = field(default_factory=dict)
    is_told: bool = False


@dataclass(frozen=True)
class State:
    """Everything that alerts remember. `is_known` is false while no refresh has told anything."""

    evaluated_at: str | None = None
    is_known: bool = True
    incidents: Mapping[str, Incident] = field(default_factory=dict)
    watermarks: Mapping[str, tuple[str | None, str]] = field(default_factory=dict)
    outbox: tuple[Delivery, ...] = ()
    delivered: tuple[Delivered, ...] = ()
    digest_week: str | None = None


def read_state(storage: Storage) -> tuple[State, str | None]:
    """Return what is remembered, and the tag by which it may be replaced.

    What is damaged begins anew: to tell twice is better than to tell never.
    """
    found = storage.tagged(ALERTS_DOCUMENT)
    if found is None:
        return State(), None
    text, tag = found
    try:
        return _state(json.loads(text)), tag
    except (ValueError, TypeError, KeyError):
        return State(), tag


def write_state(storage: Storage, state: State, tag: str | None) -> bool:
    """Replace what was read under the tag; false where another process was faster."""
    return storage.swap(ALERTS_DOCUMENT, json.dumps(asdict(state), indent=1).encode(), tag)


def _state(said: Mapping[str, Any]) -> State:
    return State(
        **{
            **said,
            "incidents": {node: Incident(**one) for node, one in said["incidents"].items()},
            "watermarks": {name: tuple(pair) for name, pair in said["watermarks"].items()},
            "outbox": tuple(
                Delivery(**{**one, "message": Message(**one["message"])}) for one in said["outbox"]
            ),
            "delivered": tuple(Delivered(**one) for one in said["delivered"]),
        }
    )
