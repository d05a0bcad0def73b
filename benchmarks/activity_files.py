"""Decoding FIT, GPX and TCX files, against the library that is usual for each.

Goal: none slower. The file is a made-up ride, one point a second; see `decoders.py`.
"""

import struct
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.decoders import Contest
from ingestion.decoders.fit import Fit
from ingestion.decoders.gpx import Gpx
from ingestion.decoders.tcx import Tcx
from ingestion.tables import ACTIVITY_FILE_SAMPLES

# 2026-01-02 08:00 in seconds since the last day of 1989, from which FIT counts.
START = 1_136_275_200


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

CONTEST = Contest(
    name="activity_files",
    packages=("fitparse", "fitdecode", "gpxpy", "python-tcxparser", "lxml"),
    libraries={"fit": ("fitparse", "fitdecode"), "gpx": ("gpxpy",), "tcx": ("tcxparser",)},
    decoders={
        "fit": Fit("me"),
        "gpx": Gpx("me", ZoneInfo("UTC")),
        "tcx": Tcx("me", ZoneInfo("UTC")),
    },
    tables=(ACTIVITY_FILE_SAMPLES,),
    write=lambda form, file, count: WRITERS[form](file, count),
)


if __name__ == "__main__":
    CONTEST.main(20_000)
