"""One job trigger for each content, noted in the lake so that a failed one can be repeated."""

from collections.abc import Callable
from dataclasses import dataclass

from ingestion.clock import iso
from ingestion.lake import Lake, encoded
from ingestion.layout import TRIGGERS, trigger_keys


class TriggerError(Exception):
    """Say why a job could not be started; `is_retryable` where the same call may work soon."""

    def __init__(self, code: str, *, is_retryable: bool = False) -> None:
        self.code = code
        self.is_retryable = is_retryable
        super().__init__(code)


@dataclass(frozen=True)
class Triggers:
    """Start the job of a content; `start` returns its run, the same one if asked again.

    Raises of `start`: TriggerError.
    """

    lake: Lake
    start: Callable[[str], int]

    def trigger(self, content_id: str) -> TriggerError | None:
        """Start the job of a content unless that was done; return what went wrong."""
        done, failed = trigger_keys(content_id)
        if self.lake.storage.size(done) is not None:
            return None
        self.lake.crash_point("before trigger")
        try:
            run_id = self.start(content_id)
        except TriggerError as error:
            self._note(failed, content_id, code=error.code)
            return error
        self.lake.crash_point("after trigger")
        self._note(done, content_id, run_id=run_id)
        return None

    def waiting(self) -> list[str]:
        """Return the contents whose trigger failed and was not made up for."""
        done = set(self.lake.storage.names(f"{TRIGGERS}/done"))
        failed = self.lake.storage.names(f"{TRIGGERS}/failed")
        return [name.removesuffix(".json") for name in failed if name not in done]

    def _note(self, key: str, content_id: str, **said: int | str) -> None:
        note = {"content_id": content_id, "attempted_at": iso(self.lake.as_of), **said}
        self.lake.storage.replace(key, encoded(note))
