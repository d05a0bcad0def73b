"""The alert function as AWS calls it: its metrics, its topic, its state, against a stand-in."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import boto3
import pytest

from ingestion.clock import iso
from ingestion.storage.s3 import S3Storage
from observability.alerts import evaluation, handler
from observability.alerts.health import Health, Signal, SourceState, write_health
from observability.alerts.state import read_state
from tests.buckets import Bucket
from tests.faults.lakes import Crash

NOW = datetime.now(UTC)
BEFORE = iso(NOW - timedelta(hours=1))
WELL = Health(BEFORE, "published", BEFORE, counts={"count_quarantined_files": 2})
LATE = replace(WELL, sources=(SourceState("bank", BEFORE, BEFORE),))


class Context:
    aws_request_id = "request-1"


@dataclass(frozen=True)
class Deployment:
    """A lake, and a topic whose messages end in a queue."""

    lake: S3Storage
    queue: str

    def received(self) -> list[dict[str, Any]]:
        """Take everything that was published out of the queue."""
        found = boto3.client("sqs").receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10)
        return [json.loads(one["Body"]) for one in found.get("Messages", ())]


@pytest.fixture
def deployed(
    bucket: Bucket, s3_endpoint: Mapping[str, str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[Deployment]:
    assert s3_endpoint
    name = f"alerts-{uuid4().hex[:8]}"
    sqs, sns = boto3.client("sqs"), boto3.client("sns")
    queue = sqs.create_queue(QueueName=name)["QueueUrl"]
    asked = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    topic = sns.create_topic(Name=name)["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=asked["Attributes"]["QueueArn"])
    monkeypatch.setenv("DATA_LAKE_BUCKET", bucket.name)
    monkeypatch.setenv("DAYBOOK_ALERT_TOPIC", topic)
    monkeypatch.setattr(evaluation, "_FIRST_WAIT_SECONDS", 0.01)
    yield Deployment(S3Storage(bucket.name, ""), queue)
    sns.delete_topic(TopicArn=topic)


def measured(name: str) -> list[float]:
    """Return what was put of a metric since the test began, the latest last."""
    found = boto3.client("cloudwatch").get_metric_statistics(
        Namespace="Daybook",
        MetricName=name,
        Dimensions=[{"Name": "service", "Value": "alerts"}],
        StartTime=NOW - timedelta(minutes=5),
        EndTime=datetime.now(UTC) + timedelta(minutes=5),
        Period=60,
        Statistics=["Maximum", "SampleCount"],
    )
    return [one["Maximum"] for one in sorted(found["Datapoints"], key=lambda one: one["Timestamp"])]


def call() -> dict[str, Any]:
    return handler.lambda_handler({}, Context())


def test_a_late_source_is_published_once_with_its_metrics(deployed: Deployment) -> None:
    write_health(deployed.lake, LATE)

    said = [call(), call()]

    (message,) = deployed.received()
    assert message["Subject"] == "Daybook: source bank needs you"
    assert message["MessageAttributes"]["severity"]["Value"] == "page"
    assert [one["counts"]["OpenPages"] for one in said] == [1, 1]
    assert measured("OpenPages")[-1] == 1
    assert measured("Evaluated")[-1] == 1
    assert measured("QuarantinedFiles")[-1] == 2
    hours = (datetime.now(UTC) - datetime.fromisoformat(BEFORE)) / timedelta(hours=1)
    assert measured("HoursSincePublished")[-1] == pytest.approx(hours, abs=0.2)

    write_health(deployed.lake, WELL)
    call()
    (over,) = deployed.received()
    assert over["Subject"] == "Daybook: source bank is as usual again"


def test_nothing_of_a_person_is_in_metrics_and_answers(deployed: Deployment) -> None:
    signal = Signal("spending:anna", "2026-06-30", "page", "9 sigma above 40.00", "monthly_spend")
    write_health(deployed.lake, replace(WELL, signals=(signal,)))

    said = call()

    assert "anna" not in json.dumps(said)
    listed = boto3.client("cloudwatch").list_metrics(Namespace="Daybook")["Metrics"]
    own = [one for one in listed if {"Name": "service", "Value": "alerts"} in one["Dimensions"]]
    assert {len(one["Dimensions"]) for one in own} == {1}
    assert len(deployed.received()) == 1


def test_a_topic_that_refuses_is_recorded_and_told_by_the_next_call(
    deployed: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_health(deployed.lake, LATE)
    with monkeypatch.context() as gone:
        gone.setenv("DAYBOOK_ALERT_TOPIC", "arn:aws:sns:us-east-1:123456789012:not-there")
        said = call()
    assert said["waiting"] == {"topic": "sns NotFound"}
    assert read_state(deployed.lake)[0].outbox[0].count_attempts == 3

    said = call()
    assert said["counts"]["Undelivered"] == 1
    assert said["waiting"] == {}
    assert len(deployed.received()) == 1
    assert call()["counts"]["Undelivered"] == 0


def test_a_death_after_the_metric_and_before_the_state_ends_in_one_message(
    deployed: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_health(deployed.lake, LATE)
    with monkeypatch.context() as dying:
        dying.setattr(evaluation, "write_state", _die)
        with pytest.raises(Crash):
            call()
    assert measured("OpenPages")[-1] == 1
    assert (read_state(deployed.lake)[1], deployed.received()) == (None, [])

    call()
    call()

    assert len(deployed.received()) == 1
    # A gauge that was put twice is the same gauge.
    assert measured("OpenPages")[-1] == 1


def test_a_lake_that_was_never_refreshed_is_unknown(deployed: Deployment) -> None:
    said = call()

    assert said["counts"]["Unknown"] == 1
    assert [one["Subject"] for one in deployed.received()] == ["Daybook: the refresh needs you"]


def test_a_wrong_deployment_fails_with_a_word_of_our_own(
    deployed: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert deployed.queue
    monkeypatch.delenv("DATA_LAKE_BUCKET")

    with pytest.raises(handler.EvaluationFailedError, match="DATA_LAKE_BUCKET is not set"):
        call()


def _die(*_: object) -> bool:
    raise Crash("before state")
