"""What a function does when storage, jobs, its rules or its time fail it, and what it tells."""

import json

import pytest

from ingestion.aws.handler import InvocationFailedError
from tests.aws_events import queued, s3_record
from tests.buckets import Bucket
from tests.faults.aws_functions import (
    OTHER,
    STATES,
    Context,
    api,
    counts,
    deployed,
    intake,
    invoke,
    notified,
    raw,
    reconcile,
    records,
    refused_by,
    told,
)
from tests.faults.lakes import ofx
from tests.jobs_api import TOKEN, JobsApi

__all__ = ["api", "deployed", "intake", "told"]
pytestmark = pytest.mark.usefixtures("deployed")


def test_what_no_time_is_left_for_comes_again(bucket: Bucket, intake: Bucket) -> None:
    bodies = [
        json.dumps(records(notified(intake, "home/a.csv", STATES))),
        json.dumps(records(notified(intake, "home/b.csv", OTHER))),
    ]

    said = invoke(queued(*bodies), Context([60, 5]))

    assert said == {"batchItemFailures": [{"itemIdentifier": "message-1"}]}
    assert raw(bucket) == [STATES]


def test_an_object_larger_than_allowed_waits_and_is_told(
    bucket: Bucket, intake: Bucket, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MAX_OBJECT_MEGABYTES", "1")
    record = notified(intake, "home/a.csv", STATES)
    record["s3"]["object"]["size"] = 1_000_001

    assert counts(invoke(records(record))) == {"failed": 1}
    assert raw(bucket) == []


@pytest.mark.parametrize(
    ("status", "code"), [(403, "KMS.AccessDeniedException"), (503, "SlowDown")]
)
def test_storage_that_refuses_for_ever_brings_the_message_again(
    bucket: Bucket, intake: Bucket, status: int, code: str
) -> None:
    body = json.dumps(records(notified(intake, "home/a.csv", STATES)))

    with refused_by(intake, status, code):
        said = invoke(queued(body))

    assert said == {"batchItemFailures": [{"itemIdentifier": "message-0"}]}
    assert raw(bucket) == []
    assert invoke(queued(body)) == {"batchItemFailures": []}
    assert raw(bucket) == [STATES]


def test_a_new_content_starts_one_job_and_a_refused_file_none(api: JobsApi, intake: Bucket) -> None:
    event = records(
        notified(intake, "home/a.csv", STATES),
        notified(intake, "elsewhere/copy.csv", STATES),
        notified(intake, "home/unknown.bin", b"\0\1\2"),
    )
    invoke(event)
    invoke(event)

    assert len(api.requests) == 1


def test_a_job_that_cannot_start_now_is_started_at_night(api: JobsApi, intake: Bucket) -> None:
    api.troubles = [404]

    assert counts(invoke(records(notified(intake, "home/a.csv", STATES)))) == {
        "landed": 1,
        "untriggered": 1,
    }
    reconcile()

    assert len(api.runs) == 1
    assert len(api.requests) == 2


def test_a_busy_job_server_brings_the_message_again_with_the_same_token(
    api: JobsApi, intake: Bucket
) -> None:
    api.troubles = [500]
    batch = queued(json.dumps(records(notified(intake, "home/a.csv", STATES))))

    assert len(invoke(batch)["batchItemFailures"]) == 1
    assert invoke(batch) == {"batchItemFailures": []}
    assert len({asked["idempotency_token"] for asked in api.requests}) == 1


def test_the_household_in_the_bucket_decides_how_files_are_read(
    bucket: Bucket, intake: Bucket
) -> None:
    rules = "version: 1\ntime_zone: UTC\ncurrency: EUR\nsources:\n  home:\n    decoder: ofx\n"
    bucket.put("household/household.yml", rules.encode())
    bucket.put("household/notes/../escaping.yml", b"ignored")
    assert counts(invoke(records(notified(intake, "home/a.csv", STATES)))) == {"quarantined": 1}

    bucket.put("household/household.yml", b"version: [")
    with pytest.raises(InvocationFailedError, match=r"^HouseholdError$"):
        invoke(records(notified(intake, "home/b.csv", OTHER)))


def test_a_missing_variable_is_said_with_its_remedy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("DATA_LAKE_BUCKET")

    with pytest.raises(InvocationFailedError, match="DATA_LAKE_BUCKET is not set"):
        invoke(records())


def test_logs_and_metrics_hold_nothing_of_a_person(
    api: JobsApi, intake: Bucket, told: pytest.CaptureFixture[str]
) -> None:
    account = "DE89370400440532013000"
    evil = s3_record(f"{account}/jane\n\x1b[31m{account}.ofx", intake.name, stated={})
    content = ofx("20260301 -12.50 1", account=account).encode()
    good = notified(intake, f"{account}/jane.ofx", content)
    api.troubles = [500]

    with pytest.raises(InvocationFailedError) as said:
        invoke(records(good, evil))

    out, err = told.readouterr()
    written = out + err + str(said.value)
    for secret in (account, "jane", "\x1b", "-12.50", "Shop", TOKEN, intake.name):
        assert secret not in written
    lines = [json.loads(line) for line in out.splitlines()]
    metrics = next(line for line in lines if "_aws" in line)
    assert metrics["_aws"]["CloudWatchMetrics"][0]["Dimensions"] == [["service"]]
    assert (metrics["Received"], metrics["Landed"], metrics["Untriggered"]) == ([2], [1], [1])


@pytest.mark.usefixtures("deployed")
def test_a_source_is_reconciled_apart_from_the_others(bucket: Bucket, intake: Bucket) -> None:
    intake.put("home/a.csv", STATES)
    intake.put("bank/b.csv", OTHER)
    intake.put("c.csv", OTHER + b"sensor.a,23.5,2026-03-03T10:00:00Z\n")

    assert reconcile(event={"task": "sources"}) == {"sources": ["", "bank", "home"]}
    assert [reconcile(event={"source": name})["missed"] for name in ("home", "", "bank")] == [1] * 3
    assert reconcile()["missed"] == 0
    assert len(raw(bucket)) == 3
