"""Decoding the files of several formats, each against the libraries that are usual for it.

All readers of a format read the same made-up file in a process of their own, one after the other;
a first small file loads what they need. The libraries are installed into a scratch environment.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.apple_health import Measured, measured, other_readers
from benchmarks.timing import PROJECT
from ingestion.decoders.base import Decoder, Record

_SMALL = 100


@dataclass(frozen=True)
class Contest:
    """Say what is compared: `write(form, file, count)` makes a file of a format.

    `name` is that of the benchmark's module; `<name>_others.py` beside it runs the `libraries` of
    each format, which come with `packages`. Counted are the records of `tables`.
    """

    name: str
    packages: Sequence[str]
    libraries: Mapping[str, Collection[str]]
    decoders: Mapping[str, Decoder]
    tables: Collection[str]
    write: Callable[[str, Path, int], None]

    def main(self, count: int) -> None:
        """Print records, times and ratios; `count` records a file where no option says more."""
        parser = argparse.ArgumentParser()
        parser.add_argument("--records", type=int, default=count)
        parser.add_argument("--runs", type=int, default=3, help="of each, the fastest counts")
        parser.add_argument("--decode", type=Path, nargs=2, help=argparse.SUPPRESS)
        arguments = parser.parse_args()
        if arguments.decode:
            print(json.dumps(self._decoded(*arguments.decode)))
            return
        with tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch:
            self._compare(Path(scratch), arguments.records, arguments.runs)

    def _compare(self, scratch: Path, count: int, runs: int) -> None:
        others = other_readers(scratch, self.packages)
        for form in self.decoders:
            files = [scratch / f"large.{form}", scratch / f"small.{form}"]
            for file, number in zip(files, (count, _SMALL), strict=True):
                self.write(form, file, number)
            readers = {"daybook": [sys.executable, "-m", f"benchmarks.{self.name}", "--decode"]}
            for library in self.libraries[form] if others else ():
                script = f"{PROJECT}/benchmarks/{self.name}_others.py"
                readers[library] = [f"{others}/python", script, library]
            _show(form, {name: _fastest([*one, *files], runs) for name, one in readers.items()})

    def _decoded(self, file: Path, small: Path) -> dict[str, float]:
        """Decode a file, a small one first, and return records and times."""
        decoder = self.decoders[file.suffix[1:]]
        self._count(decoder, small)
        started_at, processor_at = time.perf_counter(), time.process_time()
        return {
            "records": self._count(decoder, file),
            "seconds": time.perf_counter() - started_at,
            "processor_seconds": time.process_time() - processor_at,
        }

    def _count(self, decoder: Decoder, file: Path) -> int:
        return sum(
            isinstance(item, Record) and item.table in self.tables for item in decoder.decode(file)
        )


def _fastest(command: list[str | Path], runs: int) -> Measured:
    found = (measured([str(part) for part in command]) for _ in range(runs))
    return min(found, key=lambda one: one.processor_seconds)


def _show(form: str, found: Mapping[str, Measured]) -> None:
    """Print a line for each reader of a format."""
    ours = found["daybook"]
    for name, one in found.items():
        print(
            f"{form:<5} {name:<10} {one.records:>7,} records {one.processor_seconds:>7.2f} s "
            f"{one.peak_megabytes:>5.0f} MB  "
            f"Daybook is {one.processor_seconds / ours.processor_seconds:.1f} times as fast"
        )
