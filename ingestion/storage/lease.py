"""One writer at a time of a lake in a bucket: a lease that its holder renews until it is done.

All times are the bucket's own, so that clocks of different machines need not agree.
"""

import errno
import json
import threading
import time
import uuid
from contextlib import suppress
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from typing import Any

from ingestion.errors import IngestionError
from ingestion.storage.bucket_access import as_file_errors, bucket_and_prefix, client

LEASE_NAME = ".writer.lease.json"
DURATION_SECONDS = 60.0
_RENEWALS_PER_DURATION = 4


class LeaseError(IngestionError):
    """Say who holds the lease of a lake, or that it was lost."""

    exit_status = 1


@dataclass
class Lease:
    """A held lease: renewed by a thread, given back by `release`, expired when neither happens."""

    location: str
    holder: str
    duration_seconds: float
    etag: str
    deadline: float
    _ended: threading.Event = field(default_factory=threading.Event)
    _turn: threading.Lock = field(default_factory=threading.Lock)
    _is_lost: bool = False

    def check(self) -> None:
        """Do nothing while the lease is held; asks nobody.

        Raises: LeaseError when it expired, and another process may have taken it over.
        """
        if self._is_lost or time.monotonic() >= self.deadline:
            raise LeaseError(
                f"The lease of {self.location} was lost: it could not be renewed in time",
                "Run the same command again",
            )

    def release(self) -> None:
        """Let others write; a bucket that does not answer lets the lease expire instead."""
        self._ended.set()
        with self._turn, suppress(OSError), as_file_errors(self.location):
            client().delete_object(**_place(self.location), IfMatch=self.etag)

    def keep(self) -> None:
        """Renew the lease until it is released or lost."""
        while not self._ended.wait(self.duration_seconds / _RENEWALS_PER_DURATION):
            try:
                with self._turn:
                    self._renew()
            except OSError as error:
                # Anything else may pass before the deadline does.
                if error.errno in (errno.EEXIST, errno.ENOENT):
                    self._is_lost = True
                    return

    def _renew(self) -> None:
        if self._ended.is_set():
            return
        asked_at = time.monotonic()
        self.etag = _written(
            self.location, self.holder, self.duration_seconds, {"IfMatch": self.etag}
        )
        self.deadline = asked_at + self.duration_seconds


def take_lease(location: str, holder: str, duration_seconds: float = DURATION_SECONDS) -> Lease:
    """Take the lease of a lake at `s3://bucket/prefix`, also one that has expired.

    Raises: LeaseError while another process holds it.
    """
    asked_at = time.monotonic()
    condition = {"IfNoneMatch": "*"}
    standing = _standing(location)
    if standing is not None:
        if standing.seconds_left > 0:
            raise _held(location, standing)
        condition = {"IfMatch": standing.etag}
    try:
        etag = _written(location, holder, duration_seconds, condition)
    except OSError as error:
        # Another process was faster, either to take the lease or to give it back.
        if error.errno not in (errno.EEXIST, errno.ENOENT, errno.EBUSY):
            raise
        raise _held(location, _standing(location)) from None
    lease = Lease(location, holder, duration_seconds, etag, asked_at + duration_seconds)
    threading.Thread(target=lease.keep, name="lease", daemon=True).start()
    return lease


@dataclass(frozen=True)
class _Standing:
    """What the lease's object says, and for how long that still counts."""

    holder: str
    seconds_left: float
    etag: str


def _standing(location: str) -> _Standing | None:
    try:
        with as_file_errors(location):
            answer = client().get_object(**_place(location))
            said = json.loads(answer["Body"].read())
    except FileNotFoundError:
        return None
    now = parsedate_to_datetime(answer["ResponseMetadata"]["HTTPHeaders"]["date"])
    age = (now - answer["LastModified"]).total_seconds()
    return _Standing(said["holder"], said["duration_seconds"] - age, answer["ETag"])


def _written(location: str, holder: str, duration_seconds: float, condition: dict[str, str]) -> str:
    """Write the lease's object and return its etag, another one each time."""
    said = {"holder": holder, "duration_seconds": duration_seconds, "writing": uuid.uuid4().hex}
    with as_file_errors(location):
        answer = client().put_object(
            **_place(location), Body=json.dumps(said).encode(), **condition
        )
    return str(answer["ETag"])


def _place(location: str) -> dict[str, Any]:
    bucket, prefix = bucket_and_prefix(location)
    return {"Bucket": bucket, "Key": f"{prefix}/{LEASE_NAME}".lstrip("/")}


def _held(location: str, standing: _Standing | None) -> LeaseError:
    holder = standing.holder if standing else "another process"
    left = f", for {max(1, round(standing.seconds_left))} more seconds" if standing else ""
    return LeaseError(
        f"The lake {location} is in use by {holder}{left}, and one process at a time writes a lake",
        "Wait until it is done; where that process has died, the lease ends by itself. Then run "
        "this again",
    )
