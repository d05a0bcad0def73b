"""Decoding an Apple Health export, against a bare pass of lxml and against healthkit-to-sqlite.

Goals: half the records a second of the bare pass, eight times those of healthkit-to-sqlite, and
under 300 MB of memory whatever the size of the export. Each reads the same file in a process of
its own, one after the other. Records a second are those of processor time, which a busy machine
bends less; healthkit-to-sqlite waits for the disk most of its time, so its elapsed time is shown
as well. The other two are installed into a scratch environment.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.apple_health_export import write_export
from benchmarks.timing import BIN, PROJECT
from ingestion.commits import blank_commit
from ingestion.contents import Claim
from ingestion.decoders.apple_health import AppleHealth
from ingestion.decoding import decode
from ingestion.lake import open_lake
from ingestion.layout import raw_key

AS_OF = datetime(2026, 7, 1, tzinfo=UTC)
OTHERS = ("lxml", "healthkit-to-sqlite")


@dataclass(frozen=True)
class Measured:
    """Hold what one reader took: wall and processor time, and memory.

    Times are without the start of a reader that can tell.
    """

    seconds: float
    processor_seconds: float
    peak_megabytes: float
    records: int


def main() -> None:
    """Print records a second, memory and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=100)
    parser.add_argument("--runs", type=int, default=3, help="of each, the fastest counts")
    parser.add_argument("--decode", type=Path, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.decode:
        print(json.dumps(decoded(arguments.decode)))
        return
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch:
        compare(Path(scratch), arguments.megabytes, arguments.runs)


def compare(scratch: Path, megabytes: int, runs: int) -> None:
    """Let all readers read the same export in turn."""
    export, archive = scratch / "export.xml", scratch / "export.zip"
    write_export(export, megabytes)
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        target.write(export, "apple_health_export/export.xml")
    others = other_readers(scratch)
    ours = [sys.executable, "-m", "benchmarks.apple_health", "--decode"]
    readers = {
        "daybook, xml": [*ours, str(export)],
        "daybook, zip": [*ours, str(archive)],
    }
    if others:
        bare = [str(others / "python"), f"{PROJECT}/benchmarks/apple_health_lxml.py", str(export)]
        readers["lxml, bare"] = bare
        readers["lxml, attributes"] = [*bare, "attributes"]
    times: dict[str, list[Measured]] = {name: [] for name in readers}
    for _ in range(runs):
        for name, command in readers.items():
            times[name].append(measured(command))
    best = {
        name: min(found, key=lambda one: one.processor_seconds) for name, found in times.items()
    }
    if others:
        database = ["--xml", str(export), str(scratch / "health.db")]
        command = [str(others / "healthkit-to-sqlite"), *database]
        best["healthkit-to-sqlite"] = measured(command, best["daybook, xml"].records)
    show(best)


def show(found: dict[str, Measured]) -> None:
    """Print a line for each reader, and Daybook's speed as a multiple of each, by both clocks."""
    ours = found["daybook, xml"]
    print(f"{'':<20} {'elapsed':>9} {'processor':>10} {'records/s':>10} {'memory':>8}")
    for name, one in found.items():
        elapsed = one.seconds / ours.seconds
        processor = one.processor_seconds / ours.processor_seconds
        print(
            f"{name:<20} {one.seconds:>7.2f} s {one.processor_seconds:>8.2f} s "
            f"{one.records / one.processor_seconds:>10,.0f} {one.peak_megabytes:>5.0f} MB  "
            f"Daybook is {elapsed:.2f} (elapsed) or {processor:.2f} (processor) times as fast"
        )


def measured(command: Sequence[str], records: int | None = None) -> Measured:
    """Run a reader and return its time and its peak memory.

    A reader prints its records and seconds as JSON; of one that does not, `records` are given.
    Raises: SystemExit where it fails.
    """
    started_at = time.perf_counter()
    with tempfile.TemporaryFile("w+") as output:
        process = subprocess.Popen(command, cwd=PROJECT, stdout=output, stderr=output)
        # Unlike that of all children together, this is the memory of just this one.
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        elapsed = time.perf_counter() - started_at
        output.seek(0)
        text = output.read()
    if process.returncode:
        raise SystemExit(f"{' '.join(command)} failed:\n{text}")
    peak = usage.ru_maxrss / 1024
    if records is not None:
        return Measured(elapsed, usage.ru_utime + usage.ru_stime, peak, records)
    said = json.loads(text)
    return Measured(said["seconds"], said["processor_seconds"], peak, said["records"])


def other_readers(scratch: Path, packages: Sequence[str] = OTHERS) -> Path | None:
    """Install what is compared, and return the folder of its commands; None where it cannot be."""
    uv = shutil.which("uv") or shutil.which("uv", path=BIN.parent / "uv" / "bin")
    if uv is None:
        print("uv is neither on PATH nor in this environment: Daybook is measured alone")
        return None
    home = scratch / "others"
    python = home / "bin" / "python"
    for command in (
        [uv, "venv", "--quiet", "--python", sys.executable, str(home)],
        [uv, "pip", "install", "--quiet", "--python", str(python), *packages],
    ):
        if subprocess.run(command, check=False).returncode:
            print(f"{' and '.join(packages)} cannot be installed: Daybook is measured alone")
            return None
    return home / "bin"


def decoded(export: Path) -> dict[str, float]:
    """Decode an export into record files of a scratch lake; the copy into it does not count."""
    with tempfile.TemporaryDirectory(prefix="daybook-lake-", dir=export.parent) as folder:
        small = Path(folder) / "small.xml"
        write_export(small, 1)
        # First a small one: packages are loaded by it.
        decode_into(Path(folder) / "small", small)
        return decode_into(Path(folder) / "lake", export)


def decode_into(folder: Path, export: Path) -> dict[str, float]:
    """Decode an export into a lake and return records and times."""
    lake = open_lake(folder, AS_OF)
    content_id = "0" * 64
    raw = raw_key("apple_health", lake.ingestion_date, content_id, export.name)
    (folder / raw).parent.mkdir(parents=True)
    shutil.copy(export, folder / raw)
    size = export.stat().st_size
    moment = lake.ingestion_timestamp
    claim = Claim(content_id, "apple_health", "-", lake.ingestion_date, moment, size, raw)
    decoder = AppleHealth("me")
    blank = blank_commit(claim, decoder, claim.source, "-", AS_OF.isoformat())
    started_at, processor_at = time.perf_counter(), time.process_time()
    commit = decode(lake, claim, decoder, blank)
    return {
        "records": commit.count_records,
        "seconds": time.perf_counter() - started_at,
        "processor_seconds": time.process_time() - processor_at,
    }


if __name__ == "__main__":
    main()
