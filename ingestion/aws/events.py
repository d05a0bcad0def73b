"""The envelopes in which AWS tells of objects: S3, SNS, SQS and EventBridge."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote_plus

from ingestion.aws.codes import EVENT_MALFORMED, EVENT_VERSION_UNKNOWN
from ingestion.contents import SourceObject

_CREATED = "ObjectCreated:"
_S3_MAJOR = "2"
_EVENTBRIDGE_MAJOR = "0"
_DEEPEST_ENVELOPE = 4


@dataclass(frozen=True)
class Tidings:
    """Hold what a notification says: new objects in its order, and how much else.

    `problems` has a code for each part that cannot be understood.
    """

    objects: tuple[SourceObject, ...] = ()
    count_ignored: int = 0
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class Message:
    """Hold one message of a queue; `message_id` is None where no queue lies between."""

    message_id: str | None
    tidings: Tidings


class EventError(Exception):
    """Refuse a part of an event; `code` says why."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(code)


def messages_of(event: Any) -> tuple[Message, ...]:
    """Return what an invocation tells of, message by message."""
    records = event.get("Records") if isinstance(event, Mapping) else None
    if isinstance(records, list) and records and all(map(_is_queued, records)):
        return tuple(Message(_message_id(record), _read(record)) for record in records)
    return (Message(None, _read(event)),)


def _is_queued(record: Any) -> bool:
    return isinstance(record, Mapping) and record.get("eventSource") == "aws:sqs"


def _message_id(record: Mapping[str, Any]) -> str:
    return str(record.get("messageId", ""))


def _read(envelope: Any) -> Tidings:
    try:
        return _tidings(envelope, 0)
    except EventError as refused:
        return Tidings(problems=(refused.code,))


def _tidings(envelope: Any, depth: int) -> Tidings:
    """Return what an envelope, or one inside of it, tells.

    Raises: EventError.
    """
    if not isinstance(envelope, Mapping) or depth > _DEEPEST_ENVELOPE:
        raise EventError(EVENT_MALFORMED)
    inner = _inner_text(envelope)
    if inner is not None:
        return _tidings(_parsed(inner), depth + 1)
    if envelope.get("Event") == "s3:TestEvent":
        return Tidings(count_ignored=1)
    records = envelope.get("Records")
    if isinstance(records, list) and records:
        return _together(_of_record(record, depth) for record in records)
    if envelope.get("source") == "aws.s3":
        return _of_eventbridge(envelope)
    raise EventError(EVENT_MALFORMED)


def _inner_text(envelope: Mapping[str, Any]) -> Any:
    """Return the text that a queue's or a topic's envelope carries."""
    if _is_queued(envelope):
        return envelope.get("body", "")
    if envelope.get("Type") == "Notification":
        return envelope.get("Message", "")
    topic = envelope.get("Sns")
    return topic.get("Message", "") if isinstance(topic, Mapping) else None


def _parsed(text: Any) -> Any:
    try:
        return json.loads(text)
    except (ValueError, TypeError, RecursionError):
        raise EventError(EVENT_MALFORMED) from None


def _together(parts: Iterable[Tidings]) -> Tidings:
    read: Sequence[Tidings] = tuple(parts)
    return Tidings(
        tuple(one for part in read for one in part.objects),
        sum(part.count_ignored for part in read),
        tuple(code for part in read for code in part.problems),
    )


def _of_record(record: Any, depth: int) -> Tidings:
    try:
        if isinstance(record, Mapping) and record.get("eventSource") == "aws:s3":
            return _of_s3(record)
        if isinstance(record, Mapping) and _inner_text(record) is not None:
            return _tidings(record, depth + 1)
    except EventError as refused:
        return Tidings(problems=(refused.code,))
    return Tidings(problems=(EVENT_MALFORMED,))


def _of_s3(record: Mapping[str, Any]) -> Tidings:
    _require_major(record.get("eventVersion"), _S3_MAJOR)
    if not _text(record, "eventName").removeprefix("s3:").startswith(_CREATED):
        return Tidings(count_ignored=1)
    s3 = _part(record, "s3")
    stated = _part(s3, "object")
    return _one(
        SourceObject(
            bucket=_text(_part(s3, "bucket"), "name"),
            key=_decoded(_text(stated, "key")),
            version_id=_optional(stated, "versionId"),
            etag=_optional(stated, "eTag"),
            size=_size(stated),
            sequencer=_optional(stated, "sequencer"),
            event_time=_optional(record, "eventTime"),
            region=_optional(record, "awsRegion"),
        )
    )


def _of_eventbridge(event: Mapping[str, Any]) -> Tidings:
    detail = _part(event, "detail")
    _require_major(detail.get("version"), _EVENTBRIDGE_MAJOR)
    if event.get("detail-type") != "Object Created":
        return Tidings(count_ignored=1)
    stated = _part(detail, "object")
    return _one(
        SourceObject(
            bucket=_text(_part(detail, "bucket"), "name"),
            # Unlike those of S3's own notifications, EventBridge's keys are as they are.
            key=_text(stated, "key"),
            version_id=_optional(stated, "version-id"),
            etag=_optional(stated, "etag"),
            size=_size(stated),
            sequencer=_optional(stated, "sequencer"),
            event_time=_optional(event, "time"),
            region=_optional(event, "region"),
        )
    )


def _one(found: SourceObject) -> Tidings:
    return Tidings(objects=(found,))


def _require_major(version: Any, major: str) -> None:
    if not isinstance(version, str) or not version:
        raise EventError(EVENT_MALFORMED)
    if version.partition(".")[0] != major:
        raise EventError(EVENT_VERSION_UNKNOWN)


def _part(parent: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    part = parent.get(name)
    if not isinstance(part, Mapping):
        raise EventError(EVENT_MALFORMED)
    return part


def _text(parent: Mapping[str, Any], name: str) -> str:
    text = parent.get(name)
    if not isinstance(text, str) or not text or not _is_unicode(text):
        raise EventError(EVENT_MALFORMED)
    return text


def _is_unicode(text: str) -> bool:
    # JSON can spell half of a surrogate pair, which no key of S3 can hold.
    return not any("\ud800" <= letter <= "\udfff" for letter in text)


def _decoded(key: str) -> str:
    try:
        return unquote_plus(key, errors="strict")
    except UnicodeDecodeError:
        raise EventError(EVENT_MALFORMED) from None


def _optional(parent: Mapping[str, Any], name: str) -> str | None:
    text = parent.get(name)
    return text if isinstance(text, str) and text and _is_unicode(text) else None


def _size(stated: Mapping[str, Any]) -> int | None:
    size = stated.get("size")
    return size if isinstance(size, int) and size >= 0 else None
