"""Events that are late, doubled, mixed up, hostile or never sent end in the lake all the same."""

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest

from ingestion.aws.handler import InvocationFailedError
from ingestion.layout import is_sidecar
from ingestion.storage.bucket_access import client
from tests.aws_events import eventbridge_event, queued, s3_event, s3_record, topic_text
from tests.buckets import Bucket
from tests.faults.aws_functions import (
    OTHER,
    STATES,
    counts,
    deployed,
    intake,
    invoke,
    notified,
    raw,
    reconcile,
    records,
)
from tests.faults.lakes import states

__all__ = ["deployed", "intake"]
pytestmark = pytest.mark.usefixtures("deployed")
AWKWARD = ["a b.csv", "a+b.csv", "100%.csv", "a%2Fb.csv", "caf\u00e9.csv", "cafe\u0301.csv", "end "]


def sidecars(lake: Bucket) -> list[dict[str, Any]]:
    return [json.loads(lake.get(key)) for key in lake.keys("bronze/raw/") if is_sidecar(key)]


def durable(lake: Bucket) -> set[tuple[str, str]]:
    """Return name and etag of all that lies in a lake, the journal of outcomes left out."""
    found = client().list_objects_v2(Bucket=lake.name).get("Contents", ())
    return {(one["Key"], one["ETag"]) for one in found if "/bronze_operations__" not in one["Key"]}


def test_all_records_of_an_event_land(bucket: Bucket, intake: Bucket) -> None:
    said = invoke(
        records(
            notified(intake, "home/a.csv", STATES),
            notified(intake, "home/b.csv", OTHER),
            notified(intake, "home/unknown.bin", b"\0\1\2"),
        )
    )

    assert counts(said) == {"landed": 2, "quarantined": 1}
    assert len(raw(bucket)) == 3
    assert {one["source_bucket"] for one in sidecars(bucket)} == {intake.name}


def test_the_same_event_again_changes_nothing(bucket: Bucket, intake: Bucket) -> None:
    event = records(notified(intake, "home/a.csv", STATES))
    invoke(event)
    before = durable(bucket)

    assert counts(invoke(event)) == {"duplicate": 1}
    assert durable(bucket) == before


def test_of_ten_at_once_one_lands(bucket: Bucket, intake: Bucket) -> None:
    event = records(notified(intake, "home/a.csv", STATES))
    together = Barrier(10)

    def work(_: int) -> dict[str, Any]:
        together.wait()
        return invoke(event)

    with ThreadPoolExecutor(10) as pool:
        said = list(pool.map(work, range(10)))

    total = Counter(name for one in said for name in counts(one))
    assert total == {"landed": 1, "duplicate": 9}
    assert raw(bucket) == [STATES]
    assert len(bucket.keys("bronze/decodes/")) == 1


def test_versions_out_of_order_are_both_kept(bucket: Bucket, intake: Bucket) -> None:
    older = notified(intake, "home/a.csv", STATES, "9")
    newer = notified(intake, "home/a.csv", OTHER, "0010")

    assert counts(invoke(records(newer))) == {"landed": 1}
    assert counts(invoke(records(older))) == {"landed": 1}

    assert raw(bucket) == sorted([STATES, OTHER])
    commits = [json.loads(bucket.get(key)) for key in bucket.keys("bronze/decodes/")]
    newest = max(commits, key=lambda one: one["source_version"])
    assert [one["sequencer"] for one in sidecars(bucket) if
            one["content_id"] == newest["content_id"]] == ["0010"]  # fmt: skip


def test_an_object_without_an_event_is_found_at_night(bucket: Bucket, intake: Bucket) -> None:
    invoke(records(notified(intake, "home/a.csv", STATES)))
    intake.put("home/never told.csv", OTHER)

    said = reconcile()
    assert (counts(said), said["missed"]) == ({"landed": 1}, 1)
    assert raw(bucket) == sorted([STATES, OTHER])
    said = reconcile()
    assert (said["received"], said["missed"]) == (0, 0)


@pytest.mark.parametrize("wrap", [lambda text: text, lambda text: topic_text(json.loads(text))])
def test_a_test_event_is_counted_and_nothing_else(bucket: Bucket, wrap: Any) -> None:
    event = {"Service": "Amazon S3", "Event": "s3:TestEvent"}

    assert counts(invoke(event)) == {"ignored": 1}
    assert invoke(queued(wrap(json.dumps(event)))) == {"batchItemFailures": []}
    assert raw(bucket) == []


def test_eventbridge_and_topics_land_as_s3_does(bucket: Bucket, intake: Bucket) -> None:
    record = notified(intake, "home/a b+c.csv", STATES)
    version = record["s3"]["object"]["versionId"]
    bridged = eventbridge_event("home/a b+c.csv", intake.name)
    bridged["detail"]["object"]["version-id"] = version

    assert counts(invoke(bridged)) == {"landed": 1}
    assert invoke(queued(topic_text(records(record)))) == {"batchItemFailures": []}
    assert [one["source_key"] for one in sidecars(bucket)] == ["home/a b+c.csv"]


def test_another_minor_version_lands_another_major_waits(intake: Bucket) -> None:
    record = notified(intake, "home/a.csv", STATES)

    assert counts(invoke(records({**record, "eventVersion": "2.99"}))) == {"landed": 1}
    body = json.dumps(records({**record, "eventVersion": "3.0"}))
    assert invoke(queued(body)) == {"batchItemFailures": [{"itemIdentifier": "message-0"}]}
    with pytest.raises(InvocationFailedError, match="1 failed"):
        invoke(json.loads(body))


def test_a_removal_is_ignored_and_counted(bucket: Bucket, intake: Bucket) -> None:
    record = {**notified(intake, "a.csv", STATES), "eventName": "ObjectRemoved:Delete"}

    assert counts(invoke(records(record))) == {"ignored": 1}
    assert raw(bucket) == []


@pytest.mark.parametrize("name", AWKWARD)
def test_an_awkward_key_is_found_and_noted_as_it_is(
    bucket: Bucket, intake: Bucket, name: str
) -> None:
    key = f"home/{name}"
    assert counts(invoke(records(notified(intake, key, STATES)))) == {"landed": 1}
    assert [one["source_key"] for one in sidecars(bucket)] == [key]


def test_an_overwritten_object_is_read_by_its_version(bucket: Bucket, intake: Bucket) -> None:
    event = records(notified(intake, "home/a.csv", STATES))
    intake.put("home/a.csv", OTHER)

    assert counts(invoke(event)) == {"landed": 1}
    assert raw(bucket) == [STATES]


def test_an_object_that_is_gone_fails_once_and_is_not_brought_again(intake: Bucket) -> None:
    record = notified(intake, "home/a.csv", STATES)
    version = record["s3"]["object"]["versionId"]
    client().delete_object(Bucket=intake.name, Key="home/a.csv", VersionId=version)

    assert counts(invoke(records(record))) == {"failed": 1}
    assert invoke(queued(json.dumps(records(record)))) == {"batchItemFailures": []}


@pytest.mark.parametrize(("prefix", "key"), [("", "any/key.csv"), ("my/lake", "my/lake/lake.json")])
def test_the_lakes_own_objects_are_refused(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch, prefix: str, key: str
) -> None:
    monkeypatch.setenv("DATA_LAKE_PREFIX", prefix)

    assert counts(invoke(s3_event(key, bucket=bucket.name))) == {"refused": 1}
    assert [*raw(bucket), *bucket.keys(f"{prefix}/bronze/raw")] == []


def test_beside_a_lake_with_a_prefix_its_bucket_may_be_the_intake(
    bucket: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATA_LAKE_PREFIX", "lake")

    assert counts(invoke(records(notified(bucket, "lakeside/a.csv", STATES)))) == {"landed": 1}


@pytest.mark.parametrize("poison", ["", "{", '{"Records": [{"eventSource": "aws:s3"}]}'])
def test_only_the_poison_of_a_batch_comes_again(
    bucket: Bucket, intake: Bucket, poison: str
) -> None:
    first = json.dumps(records(notified(intake, "home/a.csv", STATES)))
    last = json.dumps(records(notified(intake, "home/b.csv", OTHER)))

    said = invoke(queued(first, poison, last))

    assert said == {"batchItemFailures": [{"itemIdentifier": "message-1"}]}
    assert raw(bucket) == sorted([STATES, OTHER])


def test_a_batch_of_poison_comes_again_whole() -> None:
    said = invoke(queued("", "[]", "no"))

    assert [one["itemIdentifier"] for one in said["batchItemFailures"]] == [
        "message-0", "message-1", "message-2",
    ]  # fmt: skip


def test_seven_days_of_backlog_land_nothing_twice(bucket: Bucket, intake: Bucket) -> None:
    bodies = [
        json.dumps(
            records(
                notified(
                    intake,
                    f"home/{day}.csv",
                    states(f"sensor.a,{day},2026-03-0{day}T10:00:00Z").encode(),
                )
            )
        )
        for day in range(1, 8)
    ]
    invoke(queued(*bodies))
    before = durable(bucket)

    assert invoke(queued(*bodies, *bodies)) == {"batchItemFailures": []}
    assert durable(bucket) == before
    assert len(raw(bucket)) == 7


@pytest.fixture
def unversioned(intake: Bucket) -> Bucket:
    """Make the intake bucket keep no versions from now on, as one that never did."""
    suspended = {"Status": "Suspended"}
    client().put_bucket_versioning(Bucket=intake.name, VersioningConfiguration=suspended)
    return intake


def offered(intake: Bucket, key: str, content: bytes, sequencer: str) -> dict[str, Any]:
    """Put an object and return the record that S3 sends of it from a bucket without versions."""
    etag = intake.put(key, content)["ETag"].strip('"')
    stated = {"size": len(content), "eTag": etag, "sequencer": sequencer}
    return s3_record(key, intake.name, stated=stated)


def test_a_bucket_without_versions_is_compared_by_what_it_holds(
    bucket: Bucket, unversioned: Bucket
) -> None:
    assert counts(invoke(records(offered(unversioned, "home/a.csv", STATES, "01")))) == {
        "landed": 1
    }
    before = durable(bucket)
    assert reconcile()["received"] == 0
    assert durable(bucket) == before

    unversioned.put("home/a.csv", OTHER)
    assert counts(reconcile()) == {"landed": 1}
    unversioned.put("home/a.csv", STATES)
    assert counts(reconcile()) == {"duplicate": 1}

    before = durable(bucket)
    assert reconcile()["received"] == 0
    assert durable(bucket) == before
    assert raw(bucket) == sorted([STATES, OTHER])


def test_what_lies_below_a_first_version_is_found_too(bucket: Bucket, unversioned: Bucket) -> None:
    unversioned.put("home/a.csv", STATES)
    client().put_bucket_versioning(
        Bucket=unversioned.name, VersioningConfiguration={"Status": "Enabled"}
    )
    unversioned.put("home/a.csv", OTHER)

    assert counts(reconcile()) == {"landed": 2}
    assert raw(bucket) == sorted([STATES, OTHER])
    assert reconcile()["received"] == 0
