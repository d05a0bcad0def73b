"""The handler of AWS against a lake in a bucket, for tests of what goes wrong around it."""

import json
import logging
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from urllib3 import HTTPResponse

from ingestion.aws import databricks, handler, telemetry
from ingestion.layout import is_sidecar
from ingestion.storage.bucket_access import client
from tests.aws_events import s3_record
from tests.buckets import Bucket, new_bucket
from tests.faults.lakes import states
from tests.jobs_api import JobsApi, jobs_api

STATES = states("sensor.a,21.5,2026-03-01T10:00:00Z").encode()
OTHER = states("sensor.a,22.5,2026-03-02T10:00:00Z").encode()


class Context:
    """What AWS tells a function of its invocation."""

    function_name = "ingestion"
    aws_request_id = "request-1"
    memory_limit_in_mb = 1769

    def __init__(self, seconds: Sequence[float] = (60,)) -> None:
        self._seconds = list(seconds)

    def get_remaining_time_in_millis(self) -> int:
        left = self._seconds.pop(0) if len(self._seconds) > 1 else self._seconds[0]
        return int(left * 1000)


def invoke(event: Any, context: Context | None = None) -> dict[str, Any]:
    """Call the function as AWS does: with what JSON can say."""
    said: dict[str, Any] = handler.lambda_handler(
        json.loads(json.dumps(event)), context or Context()
    )
    return said


def reconcile(context: Context | None = None, event: Any = None) -> dict[str, Any]:
    """Call the function that reconciles, as its schedule or with an event of the refresh."""
    said: dict[str, Any] = handler.reconcile_handler(event or {}, context or Context())
    return said


def environment(lake: Bucket, intake: Bucket, **more: str) -> dict[str, str]:
    """Return the variables of a deployment."""
    return {"DATA_LAKE_BUCKET": lake.name, "INTAKE_BUCKET": intake.name, **more}


def notified(intake: Bucket, key: str, content: bytes, sequencer: str = "01") -> dict[str, Any]:
    """Put an object and return the record that S3 sends of it."""
    answer = intake.put(key, content)
    stated = {
        "size": len(content),
        "eTag": answer["ETag"].strip('"'),
        "versionId": answer["VersionId"],
        "sequencer": sequencer,
    }
    return s3_record(key, intake.name, stated=stated)


@pytest.fixture
def intake(bucket: Bucket) -> Bucket:
    """Make the bucket that files are put into, beside that of the lake."""
    return new_bucket(f"{bucket.name[:40]}-intake-{uuid4().hex[:6]}")


@pytest.fixture
def deployed(bucket: Bucket, intake: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the variables of a deployment."""
    for name, value in environment(bucket, intake).items():
        monkeypatch.setenv(name, value)


class StandardOutput:
    """Whatever standard output is just now: pytest puts another in place for each phase."""

    def write(self, text: str) -> int:
        return sys.stdout.write(text)

    def flush(self) -> None:
        sys.stdout.flush()


@pytest.fixture
def told(
    capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> pytest.CaptureFixture[str]:
    """Catch what the function writes; its logger holds on to the output of where it was made."""
    written = telemetry.logger().registered_handler
    assert isinstance(written, logging.StreamHandler)
    monkeypatch.setattr(written, "stream", StandardOutput())
    return capfd


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[JobsApi]:
    """Let the function start jobs at a server of the test's own."""
    monkeypatch.setattr(databricks, "_RETRY_SECONDS", 1)
    with jobs_api() as server:
        said = {"TRIGGER_DATABRICKS_JOB": "true", "DATABRICKS_JOB_ID": "7", **server.environment}
        for name, value in said.items():
            monkeypatch.setenv(name, value)
        yield server


def records(*found: dict[str, Any]) -> dict[str, Any]:
    """Return an event of several records."""
    return {"Records": list(found)}


def raw(lake: Bucket) -> list[bytes]:
    """Return the bytes of all raw objects of a lake."""
    found = [key for key in lake.keys("bronze/raw/") if not is_sidecar(key)]
    return sorted(lake.get(key) for key in found)


def counts(said: dict[str, Any]) -> dict[str, int]:
    """Return what was counted, after a look that it adds up."""
    assert said["received"] == sum(
        said[name] for name in ("landed", "duplicate", "quarantined", "failed")
    )
    apart = ("received", "missed")
    return {name: count for name, count in said.items() if count and name not in apart}


@contextmanager
def refused_by(
    bucket: Bucket, status: int, code: str, operation: str = "GetObject"
) -> Iterator[None]:
    """Let a bucket refuse every reading, or another operation."""

    def refuse(request: AWSPreparedRequest, **_: Any) -> AWSResponse | None:
        if bucket.name not in request.url:
            return None
        words = f"<Error><Code>{code}</Code><Message>no</Message></Error>".encode()
        return AWSResponse(request.url, status, {}, HTTPResponse(BytesIO(words)))

    client().meta.events.register(f"before-send.s3.{operation}", refuse)
    try:
        yield
    finally:
        client().meta.events.unregister(f"before-send.s3.{operation}", refuse)
