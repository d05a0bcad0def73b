"""Stop from one thread what another runs."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from dbt_common.exceptions import DbtRuntimeError
from pyspark.errors import PySparkException

if TYPE_CHECKING:
    from pyspark.sql.connect.session import SparkSession

TRIES = 50
WAIT_SECONDS = 0.1


class Interrupts:
    """One connection's switch: once used, the connection runs nothing more."""

    def __init__(self, spark: "SparkSession") -> None:
        self._spark = spark
        self._is_running = False
        self._is_used = False

    @contextmanager
    def running(self) -> Iterator[None]:
        """Mark the time in which a statement can be interrupted.

        Raises: DbtRuntimeError after an interrupt.
        """
        self._is_running = True
        try:
            if self._is_used:
                raise DbtRuntimeError("Interrupted: the statement was not run.")
            yield
        finally:
            self._is_running = False

    def interrupt(self) -> None:
        """Stop the running statement, and any that would follow."""
        self._is_used = True
        # A statement that was just sent may not have reached the server yet.
        for _ in range(TRIES):
            if not self._is_running:
                return
            try:
                self._spark.interruptAll()
            except PySparkException:
                return  # the session is closed: nothing runs
            time.sleep(WAIT_SECONDS)
