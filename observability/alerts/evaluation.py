"""One evaluation: judge, put metrics, remember, send, remember what was sent."""

import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ingestion.lake import no_crash
from ingestion.storage import Storage
from observability.alerts.channels import Channel, ChannelError
from observability.alerts.health import Health, read_health
from observability.alerts.incidents import after_sending, claimed, evaluated
from observability.alerts.metrics import measured
from observability.alerts.state import Delivery, State, read_state, write_state

_TRIES_OF_RACES = 10
_TRIES_OF_SENDING = 3
_FIRST_WAIT_SECONDS = 1.0


class AlertsInUseError(Exception):
    """Other processes evaluate the same lake all the time."""


@dataclass(frozen=True)
class Watcher:
    """Evaluate a lake and tell people.

    `tell_metrics` takes the numbers of an evaluation; `crash_point` is called between steps.
    """

    storage: Storage
    channels: Sequence[Channel]
    silent_hours: float
    tell_metrics: Callable[[Mapping[str, float]], None] = lambda _numbers: None
    wait: Callable[[float], None] = time.sleep
    crash_point: Callable[[str], None] = no_crash

    def evaluate(self, now: datetime) -> State:
        """Judge the lake at a moment and send what is new; return what is remembered then.

        A death at any point costs no message: what was not remembered is judged again, what was
        not sent is sent by a later evaluation.
        Raises: OSError; AlertsInUseError.
        """
        health = read_health(self.storage)
        names = [channel.name for channel in self.channels]
        return self.change(lambda state: self._judged(state, health, now, names), now)

    def change(self, step: Callable[[State], State], now: datetime) -> State:
        """Take a step that may put messages into the outbox, and send them."""
        claimant = uuid.uuid4().hex
        state = self._remembered(lambda before: claimed(step(before), now, claimant))
        self.crash_point("after state")
        own = [one for one in state.outbox if one.claimed_by == claimant]
        tried = list(self._tried(own))
        self.crash_point("after sending")
        if not tried:
            return state
        return self._remembered(lambda present: after_sending(present, tried, now))

    def _judged(
        self, state: State, health: Health | None, now: datetime, names: Sequence[str]
    ) -> State:
        after = evaluated(state, health, now, names, self.silent_hours)
        self.tell_metrics(measured(after, health, now))
        self.crash_point("after metrics")
        return after

    def _remembered(self, step: Callable[[State], State]) -> State:
        """Take a step from what is remembered, again where another process was faster."""
        for _ in range(_TRIES_OF_RACES):
            state, tag = read_state(self.storage)
            after = step(state)
            if write_state(self.storage, after, tag):
                return after
        raise AlertsInUseError("Other processes evaluate this lake all the time; run this again")

    def _tried(self, own: Iterable[Delivery]) -> Iterator[tuple[Delivery, int, str | None]]:
        """Send what is new, then what failed before; yield each, how often, and the last error.

        What a channel does not take ends its turn: many messages for one that hangs must not use up
        the time of those for another.
        """
        down: dict[str, str] = {}
        for one in sorted(own, key=lambda one: one.count_attempts):
            if one.channel in down:
                yield one, 0, down[one.channel]
                continue
            count, error = self._sent(one)
            if error is not None:
                down[one.channel] = error
            yield one, count, error

    def _sent(self, delivery: Delivery) -> tuple[int, str | None]:
        """Try a bounded number of times; return how often it was, and the last error if any."""
        channel = next((one for one in self.channels if one.name == delivery.channel), None)
        if channel is None:
            return 0, "no such channel"
        error = None
        for number in range(_TRIES_OF_SENDING):
            if number:
                self.wait(_FIRST_WAIT_SECONDS * 2 ** (number - 1))
            try:
                channel.send(delivery.message)
            except ChannelError as failed:
                error = failed.code
            else:
                return number + 1, None
        return _TRIES_OF_SENDING, error
