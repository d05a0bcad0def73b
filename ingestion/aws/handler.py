"""The functions that AWS calls: for each event, and to reconcile."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial
from typing import Any

from ingestion.aws.deliveries import Delivery, Fate, Receiver, counts_of, fates_of
from ingestion.aws.events import messages_of
from ingestion.aws.household import household_at
from ingestion.aws.missed import missed_objects, sources_of
from ingestion.aws.settings import Settings, SettingsError, settings_from
from ingestion.aws.telemetry import tell, tell_failure
from ingestion.aws.triggers import Triggers
from ingestion.lake import Lake, open_lake
from ingestion.objects import object_landing


class InvocationFailedError(Exception):
    """Let AWS invoke again; the words are the counts, as AWS logs them."""


def lambda_handler(event: Any, context: Any) -> dict[str, Any]:
    """Land the objects that an event tells of.

    A queue gets the messages that must come again; any other caller the counts.
    Raises: InvocationFailedError where the event must come again and no queue holds it.
    """
    with _guarded(context), _receiver(settings_from(os.environ), context) as receiver:
        deliveries = [receiver.receive(message) for message in messages_of(event)]
    return _answer(deliveries, context)


def reconcile_handler(event: Any, context: Any) -> dict[str, Any]:
    """Land the objects of the intake bucket that no event told of, and start jobs that wait.

    An event with a `source` asks for that one alone; `{"task": "sources"}` asks which there are.
    Raises: InvocationFailedError where one could not be landed.
    """
    if event.get("task") == "sources":
        with _guarded(context):
            return {"sources": sources_of(settings_from(os.environ).intake)}
    with _guarded(context), _receiver(settings_from(os.environ), context) as receiver:
        lake, intake = receiver.landing.landing.lake, receiver.settings.intake
        found = missed_objects(lake, intake, event.get("source"))
        missed = [receiver.fate(origin) for origin in found]
        waiting = _overdue(receiver.triggers)
    return _answer([Delivery(None, [*missed, *waiting])], context, missed=len(missed))


@contextmanager
def _receiver(settings: Settings, context: Any) -> Iterator[Receiver]:
    lake = open_lake(settings.lake, datetime.now(UTC))
    with object_landing(lake, household_at(settings.household)) as landing:
        yield Receiver(settings, landing, _triggers(lake, settings), _clock(context))


def _triggers(lake: Lake, settings: Settings) -> Triggers | None:
    if settings.job_id is None:
        return None
    return Triggers(lake, partial(_start_job, settings.job_id, settings.lake))


def _start_job(job_id: int, lake: str, content_id: str) -> int:
    # Imported here: it takes two seconds, and only a new content needs it.
    from ingestion.aws.databricks import start_job

    return start_job(job_id, content_id, lake)


def _overdue(triggers: Triggers | None) -> list[Fate]:
    """Start the jobs that wait and return those that still do."""
    if triggers is None:
        return []
    tried = ((content_id, triggers.trigger(content_id)) for content_id in triggers.waiting())
    return [
        Fate("waiting", content_id=content_id, trigger=trouble.code)
        for content_id, trouble in tried
        if trouble is not None
    ]


def _clock(context: Any) -> Callable[[], float]:
    return lambda: float(context.get_remaining_time_in_millis()) / 1000


def _answer(deliveries: list[Delivery], context: Any, **more: int) -> dict[str, Any]:
    counts = {**counts_of(fates_of(deliveries)), **more}
    tell(fates_of(deliveries), counts, context)
    again = [one for one in deliveries if one.is_retried]
    if all(one.message_id is not None for one in deliveries):
        return {"batchItemFailures": [{"itemIdentifier": one.message_id} for one in again]}
    if again:
        said = ", ".join(f"{count} {name}" for name, count in counts.items() if count)
        raise InvocationFailedError(f"Not everything could be landed: {said}")
    return dict(counts)


@contextmanager
def _guarded(context: Any) -> Iterator[None]:
    """Let AWS know that an invocation broke off: it logs every word, so only words of our own."""
    try:
        yield
    except Exception as error:  # noqa: BLE001  (an error of any library may quote a key)
        said = str(error) if isinstance(error, SettingsError) else type(error).__name__
        tell_failure(said, context)
        raise InvocationFailedError(said) from None
