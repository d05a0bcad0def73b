"""What all benchmarks share: households in a scratch folder, and the wall time of a command."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
BIN = Path(sys.executable).parent


def seconds(command: Sequence[str], environment: Mapping[str, str]) -> float:
    """Run a command of this environment from the project's root and return its wall time.

    Raises:
        SystemExit: the command failed; its output is shown.
    """
    started_at = time.perf_counter()
    answer = subprocess.run(
        [str(BIN / command[0]), *command[1:]],
        cwd=PROJECT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    elapsed = time.perf_counter() - started_at
    if answer.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{answer.stdout}{answer.stderr}")
    return elapsed


def timed(work: Callable[[], object]) -> float:
    """Return the wall time of a piece of work in this process."""
    started_at = time.perf_counter()
    work()
    return time.perf_counter() - started_at


def environment_of(house: Path, lake: Path, as_of: str) -> dict[str, str]:
    """Return the variables under which commands work on this household and lake."""
    return {
        "DAYBOOK_LAKE": str(lake),
        "DAYBOOK_HOUSEHOLD": str(house / "household"),
        "DAYBOOK_AS_OF": as_of,
        "DBT_TARGET_PATH": str(lake / ".daybook" / "target"),
        "DBT_LOG_PATH": str(lake / ".daybook" / "logs"),
    }
