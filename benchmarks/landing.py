"""Landing files in a folder's lake, against a plain copy of the same files.

Goals: 10 MB files at least half as fast as a copy that also waits for the disk; over 200 small
files a second, decoded into records. The large files are web pages, which are refused at their
first bytes, so that what is measured is landing: hash, claim, copy, sidecar, delivery, commit. One
file lands before, which loads what is needed, and the lakes are there. Copies and landings take
turns, and the fastest of each counts.
"""

import argparse
import math
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from benchmarks.timing import timed
from households import load_household
from ingestion import Lake, ingest, open_lake
from ingestion.storage.local import sync

AS_OF = datetime(2026, 7, 1, 6, tzinfo=UTC)
MEGABYTE = 1 << 20


def main() -> None:
    """Print megabytes and files a second, and their ratio to a copy."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--large", type=int, default=20, help="files of 10 MB")
    parser.add_argument("--small", type=int, default=1_000, help="files of about 1 kB")
    parser.add_argument("--turns", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as folder:
        scratch = Path(folder)
        land(written(scratch / "first", 1, small_file), open_lake(scratch / "first lake", AS_OF))
        large = written(scratch / "large", arguments.large, large_file)
        small = written(scratch / "small", arguments.small, small_file)
        compare("10 MB", large, scratch, arguments.turns)
        compare("1 kB", small, scratch, arguments.turns)


def compare(name: str, files: list[Path], scratch: Path, turns: int) -> None:
    """Copy files and land them in turns, and print what each took at its fastest."""
    megabytes = sum(file.stat().st_size for file in files) / MEGABYTE
    copied = landed = math.inf
    for turn in range(turns):
        folder = scratch / f"{name} {turn}"
        lake = open_lake(folder / "lake", AS_OF)
        copied = min(copied, timed(partial(copy, files, folder / "copy")))
        landed = min(landed, timed(partial(land, files, lake)))
        shutil.rmtree(folder)
    for what, took in (("copy", copied), ("land", landed)):
        print(
            f"{name:<6} {what}  {len(files) / took:>8.0f} files/s {megabytes / took:>8.1f} MB/s  "
            f"{copied / took:.2f} of a copy's speed"
        )


def copy(files: list[Path], folder: Path) -> None:
    """Copy files as carefully as landing does: each is on the disk before the next."""
    folder.mkdir()
    for file in files:
        sync(Path(shutil.copyfile(file, folder / file.name)))


def land(files: list[Path], lake: Lake) -> None:
    """Land files into a lake without any.

    Raises: RuntimeError where one was not.
    """
    report = ingest(lake, load_household(None), files)
    if report.count("landed") + report.count("quarantined") != len(files):
        raise RuntimeError(report.as_json())


def written(folder: Path, count: int, content: Callable[[int], bytes]) -> list[Path]:
    """Write files and return them."""
    folder.mkdir()
    files = [folder / f"{number:05}.csv" for number in range(count)]
    for number, file in enumerate(files):
        file.write_bytes(content(number))
    return files


def large_file(_number: int) -> bytes:
    """Return 10 MB that only a person could take for data."""
    return b"<html>" + os.urandom(10 * MEGABYTE)


def small_file(number: int) -> bytes:
    """Return a short history of one sensor."""
    rows = (f"sensor.a,{number}.{n},2026-01-01T00:{n:02}:00Z\n" for n in range(25))
    return ("entity_id,state,last_changed\n" + "".join(rows)).encode()


if __name__ == "__main__":
    main()
