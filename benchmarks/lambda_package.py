"""The packaged function: its size, its cold start, and time and memory for objects of three sizes.

Goals: under 200 of Lambda's 250 MB, a first event within 3 s, and under 1,769 MB of memory for
500 MB. The package runs in a process of its own against the stand-in for S3 on the same machine,
which takes its share of the time: what the function itself is at work stands beside it.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.timing import PROJECT
from tests.aws_events import s3_record
from tests.buckets import Bucket, s3_server

SIZES = (1_000, 10_000_000, 500_000_000)
_ROW = "sensor.living_room_{},21.5,2026-03-01T10:00:00Z\n"
_RUNNER = """
import json, sys, time
began = time.perf_counter()
sys.path[:0] = sys.argv[1:]
class Context:
    aws_request_id = "request-1"
    def get_remaining_time_in_millis(self):
        return 900_000
from ingestion.aws.handler import lambda_handler
loaded = time.perf_counter()
events = json.load(sys.stdin)
said = []
for event in events:
    start, busy = time.perf_counter(), time.process_time()
    lambda_handler(event, Context())
    said.append((time.perf_counter() - start, time.process_time() - busy))
# What getrusage calls the peak begins with that of the process that started this one.
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
peak = int(status["VmHWM"].split()[0]) * 1024
print(json.dumps({"load": loaded - began, "events": said, "peak": peak}), file=sys.stderr)
"""


@dataclass(frozen=True)
class Measured:
    """Hold seconds to load, seconds and processor seconds of each event, the peak in bytes."""

    load: float
    events: Sequence[tuple[float, float]]
    peak: int


def main() -> None:
    """Print what the package takes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="in bytes")
    sizes = parser.parse_args().sizes
    with tempfile.TemporaryDirectory() as folder:
        libraries = _packaged(Path(folder))
        size = sum(file.stat().st_size for file in libraries.rglob("*"))
        print(f"layer {size / 1e6:.0f} MB unpacked")
        with s3_server(Path(folder) / "cache") as environment:
            os.environ.update(environment)
            for content in sizes:
                found = _measured(libraries, content)
                (first, busy), (again, _) = found.events
                print(
                    f"{content / 1e6:g} MB: load {found.load:.2f} s, first event {first:.2f} s "
                    f"({busy:.2f} s of a processor), the same again {again:.2f} s, "
                    f"{found.peak / 1e6:.0f} MB of memory",
                    flush=True,
                )


def _packaged(folder: Path) -> Path:
    script = PROJECT / "deployment" / "aws" / "package.py"
    subprocess.run([sys.executable, str(script), str(folder / "aws")], check=True)
    return folder / "aws" / "layer" / "python"


def _measured(libraries: Path, size: int) -> Measured:
    lake, intake = (_bucket(f"{name}-{size}") for name in ("lake", "intake"))
    stated = {"versionId": intake.put("home/a.csv", _content(size))["VersionId"]}
    event = {"Records": [s3_record("home/a.csv", intake.name, stated=stated)]}
    said = _run(libraries, [event, event], DATA_LAKE_BUCKET=lake.name)
    return Measured(said["load"], said["events"], said["peak"])


def _bucket(name: str) -> Bucket:
    from ingestion.storage.bucket_access import client

    client().create_bucket(Bucket=name)
    client().put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return Bucket(name)


def _content(size: int) -> bytes:
    rows = "".join(_ROW.format(number) for number in range(1000)).encode()
    header = b"entity_id,state,last_changed\n"
    whole = header + rows * (size // len(rows) + 1)
    return whole[:size].rpartition(b"\n")[0] + b"\n"


def _run(libraries: Path, events: Any, **variables: str) -> Any:
    done = subprocess.run(
        [sys.executable, "-c", _RUNNER, str(PROJECT), str(libraries)],
        input=json.dumps(events),
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(done.stderr.splitlines()[-1])


if __name__ == "__main__":
    main()
