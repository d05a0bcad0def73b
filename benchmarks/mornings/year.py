"""One household over many mornings."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from random import Random

from benchmarks.mornings.faults import Deliveries, death_of, limits_of, sources_of
from benchmarks.mornings.judging import Verdict, judge
from benchmarks.timing import BIN, PROJECT, environment_of
from samples import SAMPLE_AS_OF, write_next_day, write_sample


@dataclass(frozen=True)
class Morning:
    """One morning: its fault if any, what its refresh returned, and the verdict."""

    number: int
    fault: str | None
    exit_status: int
    verdict: Verdict


@dataclass
class Year:
    """A household with its sample, inbox and lake below one folder."""

    folder: Path
    random: Random
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

    def begin(self, days: int, seed: int) -> None:
        """Write the sample of so many days before the first morning and refresh it."""
        write_sample(self.sample, days=days, seed=seed)
        shutil.copytree(self.sample / "household", self.folder / "household")
        self.deliveries.deliver(0, None)
        self.refresh(SAMPLE_AS_OF, None)

    def mornings(self, faults: Iterable[str | None]) -> Iterator[Morning]:
        """Yield one morning for each fault, or None for a day without one."""
        for number, fault in enumerate(faults, start=1):
            as_of = write_next_day(self.sample).as_of
            self.deliveries.deliver(number, fault)
            status = self.refresh(as_of, fault)
            lacking = sources_of(self.deliveries.outstanding)
            damaged = self.deliveries.damaged
            verdict = judge(self.sample, self.lake, as_of, lacking, damaged)
            yield Morning(number, fault, status, verdict)

    def refresh(self, as_of: datetime, fault: str | None) -> int:
        """Refresh in a process of its own, which a fault may kill; return its exit status."""
        said = environment_of(self.folder, self.lake, as_of.isoformat())
        process = subprocess.Popen(
            [str(BIN / "daybook"), "refresh", "--inbox", str(self.folder / "inbox")],
            cwd=PROJECT,
            env=os.environ | said,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=limits_of(fault),  # noqa: PLW1509  (no other thread runs here)
        )
        try:
            return process.wait(death_of(fault, self.random))
        except subprocess.TimeoutExpired:
            process.kill()
            return process.wait()
