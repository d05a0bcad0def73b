"""Starting a Databricks job over HTTP: once for each content, whatever the server does."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ingestion.aws import databricks
from ingestion.aws.codes import JOB_MISSING, JOB_REFUSED, JOB_THROTTLED, JOB_UNREACHABLE
from ingestion.aws.databricks import start_job
from ingestion.aws.triggers import TriggerError, Triggers
from ingestion.lake import Lake
from tests.faults.lakes import Crash, a_lake, crash_at
from tests.jobs_api import JobsApi, jobs_api

CONTENT = "ab" * 32


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[JobsApi]:
    monkeypatch.setattr(databricks, "_RETRY_SECONDS", 2)
    monkeypatch.setattr(databricks, "_REQUEST_SECONDS", 1)
    with jobs_api() as server:
        for name, value in server.environment.items():
            monkeypatch.setenv(name, value)
        yield server


def triggers(lake: Lake) -> Triggers:
    return Triggers(lake, lambda content_id: start_job(7, content_id, "s3://lake"))


def code_of(found: TriggerError | None) -> tuple[str, bool] | None:
    return (found.code, found.is_retryable) if found else None


def started(api: JobsApi) -> list[tuple[str, str]]:
    """Return the content and the state of every run."""
    return [(run.parameters["content_id"], run.state) for run in api.runs.values()]


def test_a_job_gets_the_content_as_token_and_parameter(api: JobsApi, tmp_path: Path) -> None:
    assert triggers(a_lake(tmp_path)).trigger(CONTENT) is None

    assert api.requests == [
        {
            "job_id": 7,
            "idempotency_token": CONTENT,
            "job_parameters": {"content_id": CONTENT, "lake": "s3://lake"},
            "queue": {"enabled": True},
        }
    ]


def test_a_content_is_triggered_once(api: JobsApi, tmp_path: Path) -> None:
    first = triggers(a_lake(tmp_path))

    assert [first.trigger(CONTENT), triggers(a_lake(tmp_path)).trigger(CONTENT)] == [None, None]

    assert len(api.requests) == 1


@pytest.mark.parametrize("trouble", [429, 503, "lost"])
def test_a_trouble_that_passes_is_tried_again_with_the_same_token(
    api: JobsApi, tmp_path: Path, trouble: int | str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databricks, "_RETRY_SECONDS", 30)
    api.troubles = [trouble]

    assert triggers(a_lake(tmp_path)).trigger(CONTENT) is None

    assert [asked["idempotency_token"] for asked in api.requests] == [CONTENT] * 2
    assert started(api) == [(CONTENT, "RUNNING")]


@pytest.mark.parametrize(
    ("trouble", "expected"),
    [
        (404, (JOB_MISSING, False)),
        (403, (JOB_REFUSED, False)),
        (400, (JOB_REFUSED, False)),
        (429, (JOB_THROTTLED, True)),
        (500, (JOB_UNREACHABLE, True)),
        (503, (JOB_UNREACHABLE, True)),
        ("lost", (JOB_UNREACHABLE, True)),
    ],
)
def test_a_lasting_trouble_is_noted_and_made_up_for_later(
    api: JobsApi, tmp_path: Path, trouble: int | str, expected: tuple[str, bool]
) -> None:
    lake = a_lake(tmp_path)
    api.troubles = [trouble] * 20

    assert code_of(triggers(lake).trigger(CONTENT)) == expected
    assert triggers(lake).waiting() == [CONTENT]

    api.troubles = []
    assert triggers(lake).trigger(CONTENT) is None
    assert triggers(lake).waiting() == []
    assert {asked["idempotency_token"] for asked in api.requests} == {CONTENT}
    assert started(api) == [(CONTENT, "RUNNING")]


def test_a_server_that_asks_for_a_long_wait_does_not_keep_the_function(
    api: JobsApi, tmp_path: Path
) -> None:
    api.troubles, api.retry_after = [429] * 3, "600"
    begun_at = time.monotonic()

    assert code_of(triggers(a_lake(tmp_path)).trigger(CONTENT)) == (JOB_THROTTLED, True)

    assert time.monotonic() - begun_at < 5
    assert len(api.requests) == 1


def test_many_triggers_of_one_content_at_once_start_one_run(api: JobsApi, tmp_path: Path) -> None:
    lake = a_lake(tmp_path)
    api.troubles = ["lost", 500, 429, "lost"]

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(triggers(lake).trigger, [CONTENT] * 8))

    assert len(api.requests) > 4
    assert started(api) == [(CONTENT, "RUNNING")]


def test_a_content_that_comes_while_the_job_runs_waits_in_its_queue(
    api: JobsApi, tmp_path: Path
) -> None:
    other = "cd" * 32
    for content_id in (CONTENT, other):
        assert triggers(a_lake(tmp_path)).trigger(content_id) is None

    assert started(api) == [(CONTENT, "RUNNING"), (other, "QUEUED")]


def test_a_job_that_is_not_there_is_said(api: JobsApi, tmp_path: Path) -> None:
    missing = Triggers(a_lake(tmp_path), lambda content_id: start_job(8, content_id, "s3://lake"))

    assert code_of(missing.trigger(CONTENT)) == (JOB_MISSING, False)
    assert started(api) == []


def test_wrong_credentials_are_refused_and_not_repeated_in_words(
    api: JobsApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABRICKS_TOKEN", "dapi-wrong")

    refused = triggers(a_lake(tmp_path)).trigger(CONTENT)

    assert code_of(refused) == (JOB_REFUSED, False)
    assert str(refused) == JOB_REFUSED
    assert len(api.requests) == 1


def test_a_missing_token_is_refused_without_a_request(
    api: JobsApi, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("DATABRICKS_TOKEN")

    assert code_of(triggers(a_lake(tmp_path)).trigger(CONTENT)) == (JOB_REFUSED, False)
    assert api.requests == []


@pytest.mark.parametrize("point", ["before trigger", "after trigger"])
def test_a_death_around_a_trigger_ends_in_one_run(api: JobsApi, tmp_path: Path, point: str) -> None:
    with pytest.raises(Crash):
        triggers(a_lake(tmp_path, crash_at(point))).trigger(CONTENT)

    assert triggers(a_lake(tmp_path)).trigger(CONTENT) is None
    assert started(api) == [(CONTENT, "RUNNING")]
