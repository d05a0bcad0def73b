"""What functions and commands tell: no credential, and nothing of what a person's files say."""

import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ingestion.aws.handler import InvocationFailedError
from ingestion.storage.bucket_access import client
from runner.command import main
from tests.buckets import Bucket, forget_the_way_in
from tests.faults.aws_functions import (
    api,
    deployed,
    intake,
    invoke,
    notified,
    reconcile,
    records,
    refused_by,
    told,
)
from tests.faults.lakes import HOUSEHOLD, ofx, states, write
from tests.jobs_api import TOKEN, JobsApi

__all__ = ["api", "deployed", "intake", "told"]
ACCOUNT, PERSON, AMOUNT = "DE89370400440532013000", "Jane Doe-Secret", "-1234.56"
KEY, SESSION = "aws-secret-key-made-up", "aws-session-token-made-up"
SECRETS = (ACCOUNT, PERSON, AMOUNT, KEY, SESSION, TOKEN)
STATEMENT = ofx(f"20260301 {AMOUNT} 1", account=ACCOUNT)
OWN = f"""{HOUSEHOLD}people:
  - {{id: jane, name: {PERSON}}}
accounts:
  - {{id: checking, name: {PERSON}, kind: checking, currency: EUR, bank_id: {ACCOUNT}}}
"""


@pytest.fixture
def credentials(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bucket]:
    """Enter the bucket with credentials that can be told from others."""
    with monkeypatch.context() as patch:
        patch.setenv("AWS_SECRET_ACCESS_KEY", KEY)
        patch.setenv("AWS_SESSION_TOKEN", SESSION)
        forget_the_way_in()
        yield bucket
    forget_the_way_in()


@contextmanager
def failing(operation: str) -> Iterator[None]:
    """Let one operation of the bucket fail with an error that quotes a person's file."""

    def fail(**_: Any) -> None:
        raise RuntimeError(f"{ACCOUNT} {PERSON} {AMOUNT}")

    client().meta.events.register(operation, fail)
    try:
        yield
    finally:
        client().meta.events.unregister(operation, fail)


@pytest.fixture
def daybook(credentials: Bucket, tmp_path: Path) -> Callable[..., int]:
    """Return the command, on a lake in a bucket and a household with an inbox."""
    write(tmp_path / "household" / "household.yml", OWN)
    write(tmp_path / "inbox" / "bank" / "march.ofx", STATEMENT)
    write(tmp_path / "inbox" / "bank" / "torn.ofx", STATEMENT[: len(STATEMENT) // 2])
    write(tmp_path / "inbox" / "home" / "a.csv", states(f"{PERSON},x,{ACCOUNT}", AMOUNT))
    write(tmp_path / "inbox" / "unknown.txt", f"{PERSON} {ACCOUNT} {AMOUNT}")

    def run(*arguments: str) -> int:
        places = ["--lake", f"s3://{credentials.name}/lake", "--debug"]
        return main([*arguments, *places, "--household", str(tmp_path / "household")])

    return run


def test_commands_tell_nothing_of_files_and_credentials_even_with_debug(
    daybook: Callable[..., int], bucket: Bucket, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    inbox = str(tmp_path / "inbox")
    assert daybook("ingest", inbox) == 0
    for command in (["status"], ["replay"], ["reconcile"], ["backup", str(tmp_path / "backup")]):
        assert daybook(*command) in (0, 3)
    with refused_by(bucket, 403, "AccessDenied"):
        assert daybook("status") != 0
    with refused_by(bucket, 403, "AccessDenied", "PutObject"):
        assert daybook("ingest", inbox) != 0

    written = "".join(capfd.readouterr())
    assert "Traceback" in written
    assert [secret for secret in SECRETS if secret in written] == []


@pytest.mark.usefixtures("deployed", "credentials")
def test_a_function_that_breaks_off_tells_its_kind_and_no_word(
    api: JobsApi, intake: Bucket, told: pytest.CaptureFixture[str]
) -> None:
    event = records(notified(intake, "bank/march.ofx", STATEMENT.encode()))
    api.troubles = [403]
    invoke(event)
    with (
        failing("before-send.s3.GetObject"),
        pytest.raises(InvocationFailedError, match=r"^RuntimeError$") as first,
    ):
        invoke(event)
    with (
        failing("before-send.s3.ListObjectVersions"),
        pytest.raises(InvocationFailedError, match=r"^RuntimeError$") as second,
    ):
        reconcile()

    raised = [*traceback.format_exception(first.value), *traceback.format_exception(second.value)]
    written = "".join((*told.readouterr(), *raised))
    assert '"error":"RuntimeError"' in written
    assert [secret for secret in SECRETS if secret in written] == []
