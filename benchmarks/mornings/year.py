"""One household over many mornings."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path
from random import Random

from benchmarks.mornings.faults import DEATH_SECONDS, Deliveries, full_disk, sources_of
from benchmarks.mornings.judging import Verdict, judge
from benchmarks.timing import BIN, PROJECT, environment_of
from runner.command import main
from samples import write_next_day, write_sample


@dataclass(frozen=True)
class Morning:
    """One morning: its fault if any, what its refresh returned, and the verdict."""

    number: int
    as_of: datetime
    fault: str | None
    exit_status: int
    verdict: Verdict


@dataclass
class Year:
    """A household with its sample, inbox and lake below one folder.

    death_seconds: between which times after its begin a refresh dies that is killed.
    """

    folder: Path
    random: Random
    death_seconds: tuple[float, float] = DEATH_SECONDS
    deliveries: Deliveries = field(init=False)

    def __post_init__(self) -> None:
        self.deliveries = Deliveries(self.sample, self.folder / "inbox", self.random)

    @property
    def sample(self) -> Path:
        """Return where the generator writes."""
        return self.folder / "sample"

    @property
    def lake(self) -> Path:
        """Return the lake."""
        return self.folder / "lake"

    def begin(self, days: int, seed: int, settled_days: int = 16) -> datetime:
        """Deliver a sample of so many days and the daily files of more; return the last as-of.

        A source that tells of every day is known as such after 15.
        """
        write_sample(self.sample, days=days, seed=seed)
        shutil.copytree(self.sample / "household", self.folder / "household")
        as_of = [write_next_day(self.sample).as_of for _ in range(settled_days)][-1]
        self.deliveries.deliver(0, None)
        return as_of

    def mornings(self, faults: Iterable[str | None]) -> Iterator[Morning]:
        """Yield one morning for each fault, or None for a day without one."""
        for number, fault in enumerate(faults, start=1):
            as_of = write_next_day(self.sample).as_of
            self.deliveries.deliver(number, fault)
            status = self.refresh(as_of, fault)
            lacking = sources_of(self.deliveries.outstanding)
            damaged = self.deliveries.damaged
            verdict = judge(self.sample, self.lake, as_of, lacking, damaged)
            yield Morning(number, as_of, fault, status, verdict)

    def refresh(self, as_of: datetime, fault: str | None) -> int:
        """Refresh in this process, or in one that is killed, and return the exit status."""
        said = environment_of(self.folder, self.lake, as_of.isoformat())
        arguments = ["refresh", "--inbox", str(self.folder / "inbox")]
        if fault == "killed":
            return _killed(arguments, said, self.random.uniform(*self.death_seconds))
        limits = full_disk() if fault == "disk_full" else nullcontext()
        with _variables(said), redirect_stdout(StringIO()), redirect_stderr(StringIO()), limits:
            return main(arguments)


def _killed(arguments: Sequence[str], environment: Mapping[str, str], after_seconds: float) -> int:
    """Let the command run for so long at most."""
    process = subprocess.Popen(
        [str(BIN / "daybook"), *arguments],
        cwd=PROJECT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        return process.wait(after_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()


@contextmanager
def _variables(said: Mapping[str, str]) -> Iterator[None]:
    before = dict(os.environ)
    os.environ.update(said)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)
