"""A refresh as one job of EMR Serverless: the steps, one after the other, on the job's Spark.

The session comes first, so that dbt finds the one that spark-submit describes.
"""

import sys
import time
from collections.abc import Callable

from runner.command import main
from runner.steps import ALERT_PAGES, STEPS, Step, run_steps

_TRIES, _SECONDS_BETWEEN = 3, 60


def refresh() -> int:
    """Do every step and return the status of the refresh."""
    return run_steps({step.name: _work_of(step) for step in STEPS})


def _work_of(step: Step) -> Callable[[], int]:
    tries = _TRIES if step.is_tried_again else 1
    return lambda: _tried(step.name, tries)


def _tried(command: str, tries: int) -> int:
    """Run a command until it passes, so many times at most."""
    for count_before in range(tries):
        if count_before:
            time.sleep(_SECONDS_BETWEEN)
        status = main([command])
        if status == 0 or (command, status) == ("alert", ALERT_PAGES):
            return 0
    return status


if __name__ == "__main__":
    from pyspark.sql import SparkSession

    SparkSession.builder.getOrCreate()
    sys.exit(refresh())
