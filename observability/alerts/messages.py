"""The words of alerts: what is wrong since when, what else it explains, and where to look."""

import hashlib
from datetime import datetime

from ingestion.clock import iso
from ingestion.layout import without_controls
from observability.alerts.conditions import RUN, SOURCE_START
from observability.alerts.state import Incident, Kind, Message

_MOST_WORDS = 20
_LOOK = "Look: daybook status   What alerts mean and how they end: docs/alerts.md"


def opened(incident: Incident, now: datetime) -> Message:
    """Return the message that something is wrong."""
    below = list(incident.below.values())
    lines = [*incident.own.values(), f"Since: {incident.opened_at}"]
    if below:
        lines += [f"It also explains {len(below)} more of what depends on it:", *_listed(below)]
    lines += ["Nothing more is sent of this until it is over.", _LOOK]
    return _message("opened", incident, f"{name_of(incident.node)} needs you", lines, now)


def recovered(incident: Incident, now: datetime) -> Message:
    """Return the message that it is over."""
    said = f"{name_of(incident.node)} is as usual again"
    lines = [f"Over: {said}.", f"It lasted from {incident.opened_at} to {iso(now)}. It had said:"]
    lines += _listed([*incident.own.values(), *incident.below.values()])
    return _message("recovered", incident, said, lines, now)


def digest(week: str, lines: list[str], now: datetime) -> Message:
    """Return the message of a week, such as 2026-W27."""
    text = _text(lines)
    return Message(f"digest-{week}", "digest", "log", f"Daybook: your week {week}", text, iso(now))


def _message(
    kind: Kind, incident: Incident, subject: str, lines: list[str], now: datetime
) -> Message:
    named = f"{incident.node} {incident.opened_at} {kind}"
    name = hashlib.sha256(named.encode()).hexdigest()[:24]
    subject = without_controls(f"Daybook: {subject}")
    return Message(name, kind, incident.severity, subject, _text(lines), iso(now))


def _text(lines: list[str]) -> str:
    return "\n".join(without_controls(line) for line in lines) + "\n"


def _listed(words: list[str]) -> list[str]:
    more = len(words) - _MOST_WORDS
    return [
        *(f"  {said}" for said in words[:_MOST_WORDS]),
        *([f"  and {more} more"] if more > 0 else []),
    ]


def name_of(node: str) -> str:
    """Return what people call a node."""
    if node == RUN:
        return "the refresh"
    if node.startswith(SOURCE_START):
        return f"source {node.removeprefix(SOURCE_START)}"
    return node
