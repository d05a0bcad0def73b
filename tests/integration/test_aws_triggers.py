"""Starting a Databricks job over HTTP: once for each content, whatever the server does."""

from collections.abc import Iterator
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


def test_a_job_gets_the_content_as_token_and_parameter(api: JobsApi, tmp_path: Path) -> None:
    assert triggers(a_lake(tmp_path)).trigger(CONTENT) is None

    assert api.requests == [
        {
            "job_id": 7,
            "idempotency_token": CONTENT,
            "job_parameters": {"content_id": CONTENT, "lake": "s3://lake"},
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
    assert api.runs == {CONTENT: 1}


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
    assert api.runs == {CONTENT: 1}


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
    assert api.runs == {CONTENT: 1}
