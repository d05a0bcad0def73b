"""The step from what was remembered to what is: which incidents open, last and end."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from ingestion.clock import iso
from observability.alerts.causes import by_cause
from observability.alerts.conditions import RUN, Condition, conditions_of, moved, silence_of
from observability.alerts.health import Health, Severity
from observability.alerts.messages import opened, recovered
from observability.alerts.state import Delivered, Delivery, Incident, Message, State

# A process that claimed a delivery and has not told for so long is taken for dead.
CLAIM_MINUTES = 5
GIVEN_UP_DAYS = 7
_REMEMBERED_DELIVERIES = 200


def evaluated(
    state: State,
    health: Health | None,
    now: datetime,
    channels: Sequence[str],
    silent_hours: float,
) -> State:
    """Return what is to be remembered next, with new messages waiting in its outbox.

    While no refresh tells anything, everything but that itself is unknown: it neither opens nor
    ends.
    """
    silence = silence_of(health, now, silent_hours)
    if silence is not None or health is None:
        causes = {RUN: [silence]} if silence else {}
        watermarks = dict(state.watermarks)
    else:
        causes = by_cause(conditions_of(health, now, state.watermarks), health)
        watermarks = moved(state.watermarks, health)
    is_known = silence is None
    incidents, messages = _stepped(
        state, causes, now, is_known=is_known, has_channels=bool(channels)
    )
    return replace(
        with_messages(state, messages, channels),
        evaluated_at=iso(now),
        is_known=is_known,
        incidents=incidents,
        watermarks=watermarks,
    )


def with_messages(state: State, messages: Iterable[Message], channels: Sequence[str]) -> State:
    """Return the state with messages waiting for each channel."""
    new = [Delivery(message, channel) for message in messages for channel in channels]
    known = {one.id for one in state.outbox}
    return replace(state, outbox=(*state.outbox, *(one for one in new if one.id not in known)))


def _stepped(
    state: State,
    causes: dict[str, list[Condition]],
    now: datetime,
    *,
    is_known: bool,
    has_channels: bool,
) -> tuple[dict[str, Incident], list[Message]]:
    standing = {one.key for held in causes.values() for one in held}
    incidents: dict[str, Incident] = {}
    messages: list[Message] = []
    for node, held in causes.items():
        incident = _incident(state.incidents.get(node), node, held, now)
        # Who only looks, without a channel, must not take the message from those who have one.
        if incident.severity == "page" and not incident.is_told and has_channels:
            incident = replace(incident, is_told=True)
            messages.append(opened(incident, now))
        incidents[node] = incident
    for node, former in state.incidents.items():
        if node in causes:
            continue
        if not is_known:
            incidents[node] = former
        # What now stands under another cause is not over.
        elif former.is_told and not standing.intersection(former.own):
            messages.append(recovered(former, now))
    return incidents, messages


def _incident(
    former: Incident | None, node: str, held: Sequence[Condition], now: datetime
) -> Incident:
    own = {one.key: one.words for one in held if one.node == node}
    below = {one.key: one.words for one in held if one.node != node}
    severity: Severity = "page" if any(one.severity == "page" for one in held) else "log"
    if former is None:
        return Incident(node, iso(now), severity, own, below)
    # What was told as grave stays so until it is over.
    severity = "page" if former.is_told else severity
    return replace(former, severity=severity, own=own, below=below)


def claimed(state: State, now: datetime, claimant: str) -> State:
    """Claim the deliveries that no living process is at, and give up those that are too old."""
    outbox, ended = [], list(state.delivered)
    for one in state.outbox:
        if now - datetime.fromisoformat(one.message.created_at) > timedelta(days=GIVEN_UP_DAYS):
            ended.append(Delivered(*one.id, iso(now), one.count_attempts, one.last_error or "none"))
        elif is_free(one, now):
            outbox.append(replace(one, claimed_at=iso(now), claimed_by=claimant))
        else:
            outbox.append(one)
    return _with_deliveries(state, outbox, ended)


def is_free(delivery: Delivery, now: datetime) -> bool:
    """Tell whether nobody sends it just now."""
    if delivery.claimed_at is None:
        return True
    claimed_for = now - datetime.fromisoformat(delivery.claimed_at)
    return claimed_for >= timedelta(minutes=CLAIM_MINUTES)


def after_sending(
    state: State, tried: Iterable[tuple[Delivery, int, str | None]], now: datetime
) -> State:
    """Return the state when deliveries were tried: how often each, and the last error if any."""
    results = {one.id: (count, error) for one, count, error in tried}
    outbox, ended = [], list(state.delivered)
    for one in state.outbox:
        if one.id not in results:
            outbox.append(one)
            continue
        count, error = results[one.id]
        attempts = one.count_attempts + count
        if error is None:
            ended.append(Delivered(*one.id, iso(now), attempts))
        else:
            outbox.append(
                replace(
                    one, count_attempts=attempts, last_error=error, claimed_at=None, claimed_by=None
                )
            )
    return _with_deliveries(state, outbox, ended)


def _with_deliveries(state: State, outbox: list[Delivery], ended: list[Delivered]) -> State:
    return replace(state, outbox=tuple(outbox), delivered=tuple(ended[-_REMEMBERED_DELIVERIES:]))
