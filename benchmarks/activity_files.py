"""Decoding FIT, GPX and TCX files, against the library that is usual for each.

Goal: none slower. All read the same made-up ride, one point a second, in a process of their own,
one after the other; a first small file loads what they need. The libraries are installed into a
scratch environment.
"""

import argparse
import json
import struct
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.apple_health import Measured, measured, other_readers
from benchmarks.timing import PROJECT
from ingestion.decoders.base import Decoder, Record
from ingestion.decoders.fit import Fit
from ingestion.decoders.gpx import Gpx
from ingestion.decoders.tcx import Tcx
from ingestion.tables import ACTIVITY_FILE_SAMPLES

LIBRARIES = {"fit": ("fitparse", "fitdecode"), "gpx": ("gpxpy",), "tcx": ("tcxparser",)}
PACKAGES = ("fitparse", "fitdecode", "gpxpy", "python-tcxparser", "lxml")
DECODERS: Mapping[str, Decoder] = {
    "fit": Fit("me"),
    "gpx": Gpx("me", ZoneInfo("UTC")),
    "tcx": Tcx("me", ZoneInfo("UTC")),
}
# 2026-01-02 08:00 in seconds since the last day of 1989, from which FIT counts.
START = 1_136_275_200


def main() -> None:
    """Print records a second and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--points", type=int, default=20_000)
    parser.add_argument("--runs", type=int, default=3, help="of each, the fastest counts")
    parser.add_argument("--decode", type=Path, nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.decode:
        print(json.dumps(decoded(*arguments.decode)))
        return
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch:
        compare(Path(scratch), arguments.points, arguments.runs)


def compare(scratch: Path, points: int, runs: int) -> None:
    """Let all readers of each format read the same file in turn."""
    others = other_readers(scratch, PACKAGES)
    for form, write in WRITERS.items():
        files = [scratch / f"ride.{form}", scratch / f"small.{form}"]
        for file, count in zip(files, (points, 100), strict=True):
            write(file, count)
        paths = [str(file) for file in files]
        readers = {"daybook": [sys.executable, "-m", "benchmarks.activity_files", "--decode"]}
        for library in LIBRARIES[form] if others else ():
            script = f"{PROJECT}/benchmarks/activity_files_others.py"
            readers[library] = [str(others / "python"), script, library]  # type: ignore[operator]
        found = {
            name: min(
                (measured([*command, *paths]) for _ in range(runs)),
                key=lambda one: one.processor_seconds,
            )
            for name, command in readers.items()
        }
        show(form, found)


def show(form: str, found: Mapping[str, Measured]) -> None:
    """Print a line for each reader of a format."""
    ours = found["daybook"]
    for name, one in found.items():
        print(
            f"{form} {name:<10} {one.records:>7,} points {one.processor_seconds:>7.2f} s "
            f"{one.peak_megabytes:>5.0f} MB  "
            f"Daybook is {one.processor_seconds / ours.processor_seconds:.1f} times as fast"
        )


def decoded(file: Path, small: Path) -> dict[str, float]:
    """Decode a file, a small one first, and return points and times."""
    decoder = DECODERS[file.suffix[1:]]
    points_of(decoder, small)
    started_at, processor_at = time.perf_counter(), time.process_time()
    return {
        "records": points_of(decoder, file),
        "seconds": time.perf_counter() - started_at,
        "processor_seconds": time.process_time() - processor_at,
    }


def points_of(decoder: Decoder, file: Path) -> int:
    """Return how many samples a file holds."""
    return sum(
        isinstance(item, Record) and item.table == ACTIVITY_FILE_SAMPLES
        for item in decoder.decode(file)
    )


def write_fit(file: Path, points: int) -> None:
    """Write a ride as a bike computer does: one definition, then the samples."""
    fields = ((253, 4, 0x86), (0, 4, 0x85), (1, 4, 0x85), (2, 2, 0x84), (3, 1, 2), (4, 1, 2))
    more = ((5, 4, 0x86), (6, 2, 0x84), (7, 2, 0x84), (13, 1, 1))
    stated = b"".join(map(bytes, (*fields, *more)))
    body = bytearray(bytes((0x40, 0, 0, 0, 0, 1, 0, 1, 0, 0, 4)))
    body += bytes((0x40, 0, 0, 20, 0, len(fields) + len(more))) + stated
    for second in range(points):
        place = (620_000_000 + second * 90, 53_000_000 + second * 60)
        beat = (2600 + second % 50, 120 + second % 40, 80)
        way = (second * 800, 8000 + second % 100, 200 + second % 90, 12)
        body += struct.pack("<BIiiHBBIHHb", 0, START + second, *place, *beat, *way)
    header = struct.pack("<BBHI4s", 12, 0x10, 2132, len(body), b".FIT")
    file.write_bytes(header + body + struct.pack("<H", checksum(header + body)))


def checksum(content: bytes) -> int:
    """Return CRC-16/ARC, bit by bit."""
    crc = 0
    for byte in content:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0xA001 if crc & 1 else 0)
    return crc


def write_gpx(file: Path, points: int) -> None:
    """Write a ride as a track with the extensions that most programs write."""
    with file.open("w") as out:
        out.write('<?xml version="1.0"?>\n<gpx version="1.1" creator="bench" xmlns:x="x">')
        out.write("<trk><trkseg>\n")
        for second in range(points):
            out.write(
                f'<trkpt lat="{52 + second / 1e5:.6f}" lon="{4.5 + second / 1e5:.6f}">\n'
                f"<ele>{second % 50}.2</ele>\n<time>{clock(second)}Z</time>\n<extensions>"
                f"<x:TrackPointExtension><x:hr>{120 + second % 40}</x:hr><x:cad>80</x:cad>"
                "</x:TrackPointExtension></extensions>\n</trkpt>\n"
            )
        out.write("</trkseg></trk></gpx>")


def write_tcx(file: Path, points: int) -> None:
    """Write a ride as an activity of one lap."""
    with file.open("w") as out:
        out.write(
            '<?xml version="1.0"?>\n<TrainingCenterDatabase xmlns="http://www.garmin.com/'
            'xmlschemas/TrainingCenterDatabase/v2"><Activities><Activity Sport="Biking">'
            f'<Id>{clock(0)}Z</Id><Lap StartTime="{clock(0)}Z"><TotalTimeSeconds>{points}'
            "</TotalTimeSeconds><DistanceMeters>9</DistanceMeters><Calories>9</Calories><Track>\n"
        )
        for second in range(points):
            out.write(
                f"<Trackpoint>\n<Time>{clock(second)}.000Z</Time>\n<Position><LatitudeDegrees>"
                f"{52 + second / 1e5:.6f}</LatitudeDegrees><LongitudeDegrees>"
                f"{4.5 + second / 1e5:.6f}</LongitudeDegrees></Position>\n<AltitudeMeters>"
                f"{second % 50}.2</AltitudeMeters>\n<DistanceMeters>{second * 8}"
                f"</DistanceMeters>\n<HeartRateBpm><Value>{120 + second % 40}</Value>"
                "</HeartRateBpm>\n<Cadence>80</Cadence>\n</Trackpoint>\n"
            )
        out.write("</Track></Lap></Activity></Activities></TrainingCenterDatabase>")


def clock(second: int) -> str:
    """Return the local time of a point without its zone."""
    minute, second = divmod(second, 60)
    hour, minute = divmod(minute, 60)
    return f"2026-01-{2 + (8 + hour) // 24:02}T{(8 + hour) % 24:02}:{minute:02}:{second:02}"


WRITERS = {"fit": write_fit, "gpx": write_gpx, "tcx": write_tcx}


if __name__ == "__main__":
    main()
