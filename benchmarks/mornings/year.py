"""One household over many mornings."""

import os
import shutil
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import datetime
from io import StringIO
from pathlib import Path
from random import Random

from benchmarks.mornings.faults import (
    DEATH_SECONDS,
    OUTAGE_SECONDS,
    Deliveries,
    full_disk,
    sources_of,
)
from benchmarks.mornings.judging import Verdict, judge
from benchmarks.mornings.moving import in_a_bucket, variables
from benchmarks.timing import BIN, PROJECT, environment_of
from ingestion.storage.locations import Location, location_of
from runner.command import main
from samples import write_next_day, write_sample
from tests.buckets import refusing


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
    outage_seconds: between which times an outage of a bucket begins, and how long it lasts.
    is_one_process: refresh in this process, which is quicker and takes more memory each time.
    """

    folder: Path
    random: Random
    death_seconds: tuple[float, float] = DEATH_SECONDS
    outage_seconds: tuple[tuple[float, float], tuple[float, float]] = OUTAGE_SECONDS
    is_one_process: bool = False
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
            if fault in ("s3_errors", "s3_silent"):
                with in_a_bucket(self.lake, self.folder / f"cache {number}") as (lake, way):
                    status = self._refresh_amid_an_outage(as_of, lake, way, fault)
                    verdict = self._judge(lake, as_of)
            else:
                status = self.refresh(as_of, fault)
                verdict = self._judge(location_of(self.lake), as_of)
            yield Morning(number, as_of, fault, status, verdict)

    def _judge(self, lake: Location, as_of: datetime) -> Verdict:
        lacking, damaged = sources_of(self.deliveries.outstanding), self.deliveries.damaged
        return judge(self.sample, lake, as_of, lacking, damaged)

    def refresh(self, as_of: datetime, fault: str | None) -> int:
        """Refresh, perhaps on a full disk or until it is killed, and return the exit status."""
        said = self._environment(self.lake, as_of)
        if fault == "killed":
            return _run(self._arguments, said, self.random.uniform(*self.death_seconds))
        limits = full_disk() if fault == "disk_full" else nullcontext()
        with limits:
            return self._run_here(said) if self.is_one_process else _run(self._arguments, said)

    def _run_here(self, said: Mapping[str, str]) -> int:
        with variables(said), redirect_stdout(StringIO()), redirect_stderr(StringIO()):
            return main(self._arguments)

    def _environment(self, work: Path, as_of: datetime) -> dict[str, str]:
        # Numbers are judged, not their pages.
        return environment_of(self.folder, work, as_of.isoformat()) | {"DAYBOOK_SITE": "none"}

    @property
    def _arguments(self) -> list[str]:
        return ["refresh", "--inbox", str(self.folder / "inbox")]

    def _refresh_amid_an_outage(
        self, as_of: datetime, lake: Location, way: Mapping[str, str], fault: str
    ) -> int:
        """Refresh a lake in a bucket that refuses everything for a while, or never answers."""
        said = self._environment(lake.scratch, as_of)
        begin, length = (self.random.uniform(*bounds) for bounds in self.outage_seconds)
        with refusing(way, begin, length, is_silent=fault == "s3_silent"):
            return _run([*self._arguments, "--lake", str(lake)], said)


def _run(
    arguments: Sequence[str], environment: Mapping[str, str], at_most_seconds: float | None = None
) -> int:
    """Run the command in a process of its own, for so long at most."""
    process = subprocess.Popen(
        [str(BIN / "daybook"), *arguments],
        cwd=PROJECT,
        env=os.environ | environment,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        return process.wait(at_most_seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait()
