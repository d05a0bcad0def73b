"""One process at a time writes a lake in a bucket: a lease in place of a disk's lock."""

import os
import socket
from dataclasses import dataclass

from dbt.adapters.lake.writer_lock import LakeInUseError
from ingestion.errors import IngestionError
from ingestion.storage.lease import Lease, take_lease


@dataclass(frozen=True)
class WriterLease:
    """A held lease; a process that dies leaves it to expire."""

    lease: Lease

    def check(self) -> None:
        """Do nothing while the lease is held.

        Raises: LakeInUseError when it was lost, and another process may write by now.
        """
        try:
            self.lease.check()
        except IngestionError as error:
            raise LakeInUseError(str(error)) from None

    def release(self) -> None:
        """Let others write."""
        self.lease.release()


def take_lease_of(root: str) -> WriterLease:
    """Take the lease of a lake.

    Raises: LakeInUseError when another process holds it.
    """
    try:
        return WriterLease(
            take_lease(root, f"dbt, process {os.getpid()} on {socket.gethostname()}")
        )
    except IngestionError as error:
        raise LakeInUseError(str(error)) from None
