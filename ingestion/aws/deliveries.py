"""What becomes of each object that an event tells of."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ingestion.aws.codes import OBJECT_TOO_LARGE, OUT_OF_TIME, OWN_OBJECT
from ingestion.aws.events import Message
from ingestion.aws.settings import Settings
from ingestion.aws.triggers import TriggerError, Triggers
from ingestion.contents import SourceObject
from ingestion.objects import ObjectLanding
from ingestion.outcomes import FileOutcome

COUNTED = ("landed", "duplicate", "quarantined", "failed")
APART = ("ignored", "refused", "untriggered")
# Trying again changes nothing: the object is gone, or stays too large.
_FINAL = ("source_missing", OBJECT_TOO_LARGE)
# What landing one object usually takes at most; nothing is begun with less time left.
_RESERVE_SECONDS = 20.0


@dataclass(frozen=True)
class Fate:
    """Say what became of one object: codes and hashes only, nothing of a person's.

    `trigger` is the code of a job that could not be started.
    """

    outcome: str
    reason: str | None = None
    content_id: str | None = None
    records: int = 0
    rejects: int = 0
    trigger: str | None = None
    is_retried: bool = False


@dataclass(frozen=True)
class Delivery:
    """Hold what became of one message."""

    message_id: str | None
    fates: Sequence[Fate]

    @property
    def is_retried(self) -> bool:
        """Tell whether the message has to come again."""
        return any(fate.is_retried for fate in self.fates)


@dataclass(frozen=True)
class Receiver:
    """Land what messages tell of; `seconds_left` says how long this invocation may go on."""

    settings: Settings
    landing: ObjectLanding
    triggers: Triggers | None
    seconds_left: Callable[[], float]

    def receive(self, message: Message) -> Delivery:
        """Land the objects of a message, one after the other."""
        tidings = message.tidings
        fates = [self.fate(origin) for origin in tidings.objects]
        fates += [Fate("failed", code, is_retried=True) for code in tidings.problems]
        fates += [Fate("ignored")] * tidings.count_ignored
        return Delivery(message.message_id, fates)

    def fate(self, origin: SourceObject) -> Fate:
        """Land one object and start its job."""
        if self.settings.is_own(origin.bucket, origin.key):
            return Fate("refused", OWN_OBJECT)
        if origin.size is not None and origin.size > self.settings.max_object_bytes:
            return Fate("failed", OBJECT_TOO_LARGE)
        if self.seconds_left() < _RESERVE_SECONDS:
            return Fate("failed", OUT_OF_TIME, is_retried=True)
        outcome = self.landing.land(origin)
        return _fate(outcome, self._trigger(outcome))

    def _trigger(self, outcome: FileOutcome) -> TriggerError | None:
        # A duplicate too: the invocation that landed it may have died before its trigger.
        is_content = outcome.outcome in ("landed", "duplicate") and outcome.reason != "forgotten"
        if self.triggers is None or outcome.content_id is None or not is_content:
            return None
        return self.triggers.trigger(outcome.content_id)


def counts_of(fates: Iterable[Fate]) -> Mapping[str, int]:
    """Count fates: those received add up from the four outcomes, the others stand apart."""
    found = list(fates)
    counter = Counter(fate.outcome for fate in found)
    counter["untriggered"] = sum(1 for fate in found if fate.trigger)
    counter["received"] = sum(counter[outcome] for outcome in COUNTED)
    return {name: counter[name] for name in ("received", *COUNTED, *APART)}


def fates_of(deliveries: Iterable[Delivery]) -> Iterator[Fate]:
    """Yield every fate of several messages."""
    for delivery in deliveries:
        yield from delivery.fates


def _fate(outcome: FileOutcome, trouble: TriggerError | None) -> Fate:
    has_failed = outcome.outcome == "failed" and outcome.reason not in _FINAL
    return Fate(
        outcome.outcome,
        outcome.reason,
        outcome.content_id,
        outcome.records,
        outcome.rejects,
        trouble.code if trouble else None,
        is_retried=has_failed or (trouble is not None and trouble.is_retryable),
    )
