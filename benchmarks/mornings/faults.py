"""What goes wrong on a morning with the files of that day, with the process or its storage."""

import resource
import shutil
from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

# How often each happens, of all mornings; the rest go well.
RATES: Mapping[str, float] = {
    "duplicate": 0.05,
    "late": 0.05,
    "corrupt": 0.03,
    "missing": 0.02,
    "killed": 0.04,
    "disk_full": 0.03,
    "s3_errors": 0.03,
    "s3_silent": 0.02,
}
# A killed refresh dies so long after it began; larger files do not fit on the full disk.
DEATH_SECONDS = (2.0, 25.0)
_FULL_AT_BYTES = 16_384
# So long after its begin, and for so long, a bucket answers everything with 503, or nothing at all.
OUTAGE_SECONDS = ((0.0, 30.0), (1.0, 90.0))
_LATE_DAYS = (1, 3)


def drawn(random: Random, rates: Mapping[str, float] = RATES) -> str | None:
    """Return the fault of a morning, None where it goes well."""
    at = random.random()
    for name, rate in rates.items():
        at -= rate
        if at < 0:
            return name
    return None


@dataclass
class Deliveries:
    """Bring a day's files from the sample into the inbox, or not, or not yet.

    `waiting` has the files that come later, by the number of the day; `outstanding` all files that
    should be there by now and are not, `damaged` those of them that came with other bytes.
    """

    sample: Path
    inbox: Path
    random: Random
    waiting: dict[int, list[str]] = field(default_factory=dict)
    outstanding: set[str] = field(default_factory=set)
    damaged: set[str] = field(default_factory=set)
    _seen: set[str] = field(default_factory=set)

    def deliver(self, number: int, fault: str | None) -> None:
        """Deliver what is new on a day, and what was late until then."""
        for name in self.waiting.pop(number, []):
            self._bring(name)
            self.outstanding.discard(name)
            self.damaged.discard(name)
        new = self._new()
        hit = self.random.choice(new) if new else None
        for name in new:
            if name != hit or fault not in ("late", "missing", "corrupt"):
                self._bring(name)
        if hit is not None and fault is not None:
            self._go_wrong(number, hit, fault)

    def _go_wrong(self, number: int, name: str, fault: str) -> None:
        if fault == "duplicate":
            copy = Path(name)
            self._bring(name, str(copy.with_name(f"copy of {copy.name}")))
        elif fault == "missing":
            self.outstanding.add(name)
        elif fault in ("late", "corrupt"):
            if fault == "corrupt":
                noise = self.random.randbytes(900)
                (self.inbox / name).parent.mkdir(parents=True, exist_ok=True)
                (self.inbox / name).write_bytes(noise)
                self.damaged.add(name)
            self.outstanding.add(name)
            self.waiting.setdefault(number + self.random.randint(*_LATE_DAYS), []).append(name)

    def _new(self) -> list[str]:
        inbox = self.sample / "inbox"
        there = {str(path.relative_to(inbox)) for path in inbox.rglob("*") if path.is_file()}
        new = sorted(there - self._seen)
        self._seen |= there
        return new

    def _bring(self, name: str, other_name: str | None = None) -> None:
        destination = self.inbox / (other_name or name)
        destination.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(self.sample / "inbox" / name, destination)


@contextmanager
def full_disk() -> Iterator[None]:
    """Let this process write small files only, as on a disk that is nearly full."""
    before, most = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (_FULL_AT_BYTES, most))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (before, most))


def sources_of(files: Collection[str]) -> set[str]:
    """Return the sources of files of an inbox."""
    return {name.partition("/")[0] for name in files}
