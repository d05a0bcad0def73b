"""What AWS's envelopes tell: objects in their order, keys decoded once, and what is left out."""

import json
import unicodedata
from typing import Any
from urllib.parse import quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingestion.aws.codes import EVENT_MALFORMED, EVENT_VERSION_UNKNOWN
from ingestion.aws.events import messages_of
from ingestion.contents import SourceObject
from tests.aws_events import eventbridge_event, queued, s3_event, s3_record, topic_text

AWKWARD = ["a b.csv", "a+b.csv", "100%.csv", "a%2Fb.csv", "end ", "caf\u00e9.csv", "cafe\u0301.csv"]
# What a key of S3 may be; the others of Unicode's categories cannot be written as UTF-8.
keys = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60)
anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


def damaged(event: Any, value: Any, data: st.DataObject) -> Any:
    """Return an event with one of its parts, however deep, replaced."""
    names = list(event if isinstance(event, dict) else range(len(event)))
    name = data.draw(st.sampled_from(names))
    part = event[name]
    goes_deeper = isinstance(part, dict | list) and part and data.draw(st.booleans())
    copy = dict(event) if isinstance(event, dict) else list(event)
    copy[name] = damaged(part, value, data) if goes_deeper else value
    return copy


def told(event: Any) -> list[str]:
    return [one.key for message in messages_of(event) for one in message.tidings.objects]


def problems(event: Any) -> list[str]:
    return [code for message in messages_of(event) for code in message.tidings.problems]


def ignored(event: Any) -> int:
    return sum(message.tidings.count_ignored for message in messages_of(event))


def test_an_s3_record_states_the_version_of_its_object() -> None:
    event = {
        "Records": [
            {
                "eventVersion": "2.1",
                "eventSource": "aws:s3",
                "awsRegion": "eu-west-1",
                "eventTime": "2026-07-01T05:59:58.123Z",
                "eventName": "ObjectCreated:Put",
                "s3": {
                    "bucket": {"name": "intake"},
                    "object": {
                        "key": "bank/july+2026.ofx",
                        "size": 1024,
                        "eTag": "d41d8",
                        "versionId": "v1",
                        "sequencer": "0055AED6",
                    },
                },
            }
        ]
    }

    (message,) = messages_of(event)

    assert message.message_id is None
    assert message.tidings.objects == (
        SourceObject(
            "intake",
            "bank/july 2026.ofx",
            "v1",
            "d41d8",
            1024,
            "0055AED6",
            "2026-07-01T05:59:58.123Z",
            "eu-west-1",
        ),
    )


def test_an_eventbridge_event_states_its_key_as_it_is() -> None:
    event = eventbridge_event("bank/july+2026 100%25.ofx")

    (message,) = messages_of(event)

    (found,) = message.tidings.objects
    assert found.key == "bank/july+2026 100%25.ofx"
    assert (found.bucket, found.version_id, found.region) == ("intake", "v1", "eu-west-1")


@pytest.mark.parametrize("key", AWKWARD)
def test_a_key_is_decoded_exactly_once_in_each_envelope(key: str) -> None:
    direct = s3_event(key)

    assert told(direct) == [key]
    assert told(queued(json.dumps(direct))) == [key]
    assert told(queued(topic_text(direct))) == [key]
    assert told(eventbridge_event(key)) == [key]
    assert told(queued(json.dumps(eventbridge_event(key)))) == [key]


@given(keys)
def test_any_key_comes_through_unchanged(key: str) -> None:
    assert told(s3_event(key)) == [key]
    assert told(eventbridge_event(key)) == [key]


@given(st.lists(keys, min_size=1, max_size=8))
def test_objects_keep_their_order_and_their_repetitions(several: list[str]) -> None:
    assert told(s3_event(*several)) == several
    assert told(queued(*(json.dumps(s3_event(key)) for key in several))) == several


@given(st.sampled_from([s3_event("a"), eventbridge_event("a"), queued("{}")]), anything, st.data())
def test_a_damaged_event_is_told_about_and_never_an_exception(
    event: Any, value: Any, data: st.DataObject
) -> None:
    said = damaged(event, value, data)

    for message in (*messages_of(said), *messages_of(queued(json.dumps(said)))):
        tidings = message.tidings
        assert tidings.objects or tidings.count_ignored or tidings.problems


def test_forms_of_unicode_stay_apart() -> None:
    composed, decomposed = "caf\u00e9", unicodedata.normalize("NFD", "caf\u00e9")

    assert told(s3_event(composed, decomposed)) == [composed, decomposed]


def test_a_test_event_is_ignored() -> None:
    said = {"Service": "Amazon S3", "Event": "s3:TestEvent", "Bucket": "intake"}

    assert (told(said), ignored(said), problems(said)) == ([], 1, [])
    assert (ignored(queued(json.dumps(said))), problems(queued(json.dumps(said)))) == (1, [])


@pytest.mark.parametrize(
    "name", ["ObjectRemoved:Delete", "ObjectRemoved:DeleteMarkerCreated", "ObjectRestore:Completed"]
)
def test_what_is_no_new_object_is_ignored(name: str) -> None:
    event = {"Records": [s3_record("a.csv", eventName=name), s3_record("b.csv")]}

    assert (told(event), ignored(event), problems(event)) == (["b.csv"], 1, [])


def test_a_deletion_by_eventbridge_is_ignored() -> None:
    event = {**eventbridge_event("a.csv"), "detail-type": "Object Deleted"}

    assert (told(event), ignored(event), problems(event)) == ([], 1, [])


@pytest.mark.parametrize(("version", "expected"), [("2.9", []), ("3.0", [EVENT_VERSION_UNKNOWN])])
def test_another_major_version_is_refused_a_minor_one_is_not(
    version: str, expected: list[str]
) -> None:
    event = {"Records": [s3_record("a.csv", eventVersion=version)]}

    assert problems(event) == expected
    assert problems(queued(json.dumps(event))) == expected


@pytest.mark.parametrize(
    "body",
    ["", "{", "null", "[]", "{}", '{"Records": [{}]}', "[" * 100_000, '{"Records": [null]}'],
    ids=["empty", "cut", "null", "list", "nothing", "no record", "deep", "null record"],
)
def test_a_body_that_is_no_notification_is_that_messages_problem(body: str) -> None:
    good = json.dumps(s3_event("a.csv"))

    first, poison, last = messages_of(queued(good, body, good))

    assert [one.key for one in (*first.tidings.objects, *last.tidings.objects)] == ["a.csv"] * 2
    assert poison.tidings.problems == (EVENT_MALFORMED,)
    assert poison.message_id == "message-1"


@pytest.mark.parametrize("key", ["%ff", "%ed%a0%80", "\ud800"])
def test_a_key_that_is_no_text_is_a_problem(key: str) -> None:
    event = {"Records": [s3_record("x")]}
    event["Records"][0]["s3"]["object"]["key"] = key

    assert problems(event) == [EVENT_MALFORMED]


def test_the_good_records_beside_a_bad_one_are_told() -> None:
    event = {"Records": [s3_record("a.csv"), {"eventSource": "aws:s3"}, s3_record("b.csv")]}

    assert (told(event), problems(event)) == (["a.csv", "b.csv"], [EVENT_MALFORMED])


def test_quoting_in_these_tests_is_that_of_s3() -> None:
    assert quote_plus("a b+c%/d", safe="/") == "a+b%2Bc%25/d"
    assert s3_record("a b+c")["s3"]["object"]["key"] == "a+b%2Bc"
