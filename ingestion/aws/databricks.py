"""Starting the Databricks job of a content; imported only where one is to be started."""

import time

import requests
from databricks.sdk import WorkspaceClient
from databricks.sdk.clock import Clock
from databricks.sdk.config import Config
from databricks.sdk.errors import (
    DeadlineExceeded,
    InternalError,
    NotFound,
    TemporarilyUnavailable,
    TooManyRequests,
)
from databricks.sdk.errors.base import DatabricksError
from databricks.sdk.service.jobs import QueueSettings

from ingestion.aws.codes import JOB_MISSING, JOB_REFUSED, JOB_THROTTLED, JOB_UNREACHABLE
from ingestion.aws.triggers import TriggerError

_RETRY_SECONDS = 10
_REQUEST_SECONDS = 10


class _QuickConfig(Config):
    """Leave out what only accounts of several workspaces need: its retries take five minutes."""

    def _resolve_host_metadata(self) -> None:
        return


class _ImpatientClock(Clock):
    """Let no answer keep the function waiting for longer than it may retry.

    A wait beyond that counts as over at once, so that the retries end: whoever calls tries later.
    """

    def __init__(self, seconds: float) -> None:
        self._left_out = 0.0
        self._end = time.monotonic() + seconds

    def time(self) -> float:
        """Return seconds since some moment."""
        return time.monotonic() + self._left_out

    def sleep(self, seconds: float) -> None:
        """Wait, or count the wait as over."""
        if self.time() + seconds > self._end:
            self._left_out += seconds
        else:
            time.sleep(seconds)


# A subclass that is asked first would find no attribute of its own and keep that answer.
Config.attributes()


def start_job(job_id: int, content_id: str, lake: str) -> int:
    """Start the job for a content, once however often it is asked, and return its run.

    Raises: TriggerError.
    """
    try:
        config = _QuickConfig(
            retry_timeout_seconds=_RETRY_SECONDS,
            http_timeout_seconds=_REQUEST_SECONDS,
            clock=_ImpatientClock(_RETRY_SECONDS),
        )
        started = WorkspaceClient(config=config).jobs.run_now(
            job_id,
            # 64 characters are the most that a token may have, and just what a sha256 has.
            idempotency_token=content_id,
            job_parameters={"content_id": content_id, "lake": lake},
            # Else a run that begins while another one is active may be skipped, and its token used.
            queue=QueueSettings(enabled=True),
        )
    except (DatabricksError, requests.RequestException, TimeoutError, ValueError) as error:
        raise _trigger_error(error) from None
    run: int = started.run_id
    return run


def _trigger_error(error: Exception) -> TriggerError:
    """Name what went wrong, without the server's words, which may repeat credentials."""
    cause = error.__cause__ if isinstance(error, TimeoutError) else error
    if isinstance(cause, NotFound):
        return TriggerError(JOB_MISSING)
    if isinstance(cause, TooManyRequests):
        return TriggerError(JOB_THROTTLED, is_retryable=True)
    transient = (InternalError, TemporarilyUnavailable, DeadlineExceeded)
    is_refused = isinstance(cause, DatabricksError | ValueError)
    if isinstance(cause, transient) or not is_refused:
        return TriggerError(JOB_UNREACHABLE, is_retryable=True)
    return TriggerError(JOB_REFUSED)
