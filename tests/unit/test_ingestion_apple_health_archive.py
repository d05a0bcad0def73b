import json
import random
import re
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingestion.decoders.apple_health import AppleHealth
from ingestion.decoders.archive import largest_members
from ingestion.decoders.base import Item, Record, RecordColumns, Reject
from ingestion.errors import QuarantineError
from ingestion.tables import (
    ACTIVITY_FILE_SAMPLES,
    ACTIVITY_FILE_WORKOUTS,
    HEALTH_RECORDS,
    HEALTH_WORKOUTS,
    RECORD_TABLES,
)
from tests.archives import archive, forged, items_of, told

RECORD = (
    '<Record type="HKQuantityTypeIdentifierStepCount" unit="count" '
    'startDate="2024-03-31 08:00:00 +0200" endDate="2024-03-31 08:30:00 +0200" value="5"/>\n'
)
EXPORT = f"<?xml version='1.0'?>\n<HealthData>\n{RECORD * 50}</HealthData>\n"


def decoded(tmp_path: Path, content: bytes) -> tuple[int, list[str]]:
    """Return the number of records, and the detail of each reject."""
    file = tmp_path / "export.zip"
    file.write_bytes(content)
    items = list(AppleHealth("me").decode(file))
    details = [one.message.split("(")[1].split(")")[0] for one in items if isinstance(one, Reject)]
    return sum(len(one.at) for one in items if isinstance(one, RecordColumns)), details


def refusal_of(tmp_path: Path, content: bytes) -> str:
    with pytest.raises(QuarantineError) as refusal:
        decoded(tmp_path, content)
    return f"{refusal.value.code}: {refusal.value.message}"


@pytest.mark.parametrize(
    "name",
    [
        "apple_health_export/export.xml",
        "apple_health_export/Exportaci\u00f3n.xml",
        "apple_health_export/\u5bfc\u51fa.xml",
        "Export.XML",
        "../../etc/export.xml",
    ],
)
@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED])
def test_the_export_is_found_by_its_beginning(tmp_path: Path, name: str, method: int) -> None:
    members = {"apple_health_export/export_cda.xml": "<ClinicalDocument/>", name: EXPORT}
    count, _ = decoded(tmp_path, archive(members, method))
    assert count == 50


def test_each_file_beside_the_export_that_is_not_read_says_why(tmp_path: Path) -> None:
    folder = "apple_health_export"
    members = {
        f"{folder}/workout-routes/route_1.gpx": "<gpx/>",
        f"{folder}/electrocardiograms/ecg.csv": "a,b\n",
        f"{folder}/export.xml": EXPORT,
        f"{folder}/export_cda.xml": "<ClinicalDocument/>",
        f"{folder}/inner.zip": archive({"export.xml": EXPORT}).hex(),
        f"{folder}/.DS_Store": "",
        f"__MACOSX/{folder}/._export.xml": "<HealthData",
    }
    assert decoded(tmp_path, archive(members)) == (
        50,
        [
            "no track, route or waypoint",
            "it states no time of recording",
            "it repeats the export for clinics",
            "it is neither the export nor a track nor an electrocardiogram",
        ],
    )


def test_an_archive_is_known_by_its_largest_members(tmp_path: Path) -> None:
    file = tmp_path / "other.zip"
    members = {f"{number}.txt": "x" * number for number in range(30)}
    file.write_bytes(archive({**members, "folder/": "", "__MACOSX/._1.txt": "y" * 99}))
    found = largest_members(file)
    assert [member.name for member in found] == [f"{number}.txt" for number in range(29, 9, -1)]
    assert found[-1].data == b"x" * 10


TRACK = (
    "<gpx><trk><trkseg>"
    '<trkpt lat="1" lon="2"><time>2024-03-31T06:{}0:00Z</time></trkpt>'
    "</trkseg></trk></gpx>"
)
ROUTE = (
    '<Workout workoutActivityType="HKWorkoutActivityTypeWalking" '
    'startDate="2024-03-31 08:00:00 +0200" endDate="2024-03-31 08:30:00 +0200">'
    '<WorkoutRoute startDate="x"><MetadataEntry key="HKMetadataKeySyncVersion" value="2"/>'
    '<FileReference path="/workout-routes/{}"/></WorkoutRoute></Workout>'
)


def rows_of(items: list[Item], table: str) -> list[dict[str, str | None]]:
    names = RECORD_TABLES[table].values
    return [
        dict(zip(names, item.values, strict=True))
        for item in items
        if isinstance(item, Record) and item.table == table
    ]


def test_a_route_becomes_samples_of_the_workout_that_names_it(tmp_path: Path) -> None:
    export = f"<HealthData>{ROUTE.format('b.gpx')}{RECORD}{ROUTE.format('a.gpx')}</HealthData>"
    routes = {f"x/workout-routes/{name}.gpx": TRACK.format(at) for at, name in enumerate("abc")}
    items = items_of(tmp_path, archive({"x/export.xml": export, **routes}))
    workouts = rows_of(items, HEALTH_WORKOUTS)
    assert [(row["workout_number"], row["metadata"]) for row in workouts] == [
        ("1", None),
        ("2", None),
    ]
    samples = rows_of(items, ACTIVITY_FILE_SAMPLES)
    assert [(row["file_kind"], row["workout_number"], row["recorded_at"]) for row in samples] == [
        ("apple_health", "2", "2024-03-31T06:00:00Z"),
        ("apple_health", "1", "2024-03-31T06:10:00Z"),
        ("gpx", "3", "2024-03-31T06:20:00Z"),
    ]
    assert [row["workout_number"] for row in rows_of(items, ACTIVITY_FILE_WORKOUTS)] == ["3"]
    assert list(told(items)) == ["x/export.xml", *routes]


ECG = (
    'Name,"Anna"\nDate of Birth,"Jan 1, 1980"\nRecorded Date,"2024-03-31 08:00:00 +0200"\n'
    'Classification,"Sinus Rhythm"\nSymptoms,"None"\nSoftware Version,"1.90"\n'
    'Device,"Watch4,4"\nSample Rate,"512 hertz"\n\n\nLead,"Lead I"\nUnit,"µV"\n\n'
)
GERMAN_ECG = ECG.replace("Recorded Date", "Aufzeichnungsdatum").replace("Sinus", "Sinus-")


def ecg_of(folder: Path, content: str | bytes) -> list[Item]:
    members: dict[str, str | bytes] = {
        "x/export.xml": EXPORT,
        "x/electrocardiograms/ecg_2024-03-31.csv": content,
    }
    return items_of(folder, archive(members))


@pytest.mark.parametrize(
    ("header", "mark", "classification"),
    [(ECG, ".", "Sinus Rhythm"), (GERMAN_ECG, ",", "Sinus- Rhythm")],
)
def test_an_electrocardiogram_is_a_record_of_what_it_came_to(
    tmp_path: Path, header: str, mark: str, classification: str
) -> None:
    items = ecg_of(tmp_path, header + f"-67{mark}563,\n" * 15_360)
    (row,) = rows_of(items, HEALTH_RECORDS)
    assert (
        row["record_type"],
        row["value"],
        row["device"],
        row["started_at"],
        row["ended_at"],
    ) == (
        "Electrocardiogram",
        classification,
        "Watch4,4",
        "2024-03-31T06:00:00Z",
        "2024-03-31T06:00:30Z",
    )
    assert json.loads(row["metadata"] or "") == {
        "symptoms": "None",
        "software_version": "1.90",
        "sample_rate": "512 hertz",
        "lead": "Lead I",
        "unit": "µV",
        "count_samples": "15360",
    }
    assert "Anna" not in str(row)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (ECG.replace("2024-03-31", "2024-02-31"), "malformed"),
        (ECG.encode("utf-16"), "encoding_invalid"),
        ("x" * 5_000_001, "too_large"),
        ('a,"\n' * 10, "malformed"),
        ("", "malformed"),
    ],
    ids=["no such day", "encoding", "large", "open quote", "empty"],
)
def test_an_electrocardiogram_that_cannot_be_read_costs_itself(
    tmp_path: Path, content: str | bytes, reason: str
) -> None:
    items = ecg_of(tmp_path, content)
    assert [item.reason for item in items if isinstance(item, Reject)] == [reason]


@settings(max_examples=50, deadline=None)
@given(st.binary(max_size=200), st.integers(0, len(ECG)))
@example(b"0001-01-01 00:00:00 +1400", ECG.index("2024"))
@example(b'"99999 hertz"', ECG.index('"512'))
def test_any_bytes_beside_the_export_leave_the_export_whole(noise: bytes, place: int) -> None:
    content = ECG.encode()
    track = TRACK.format(1).encode()
    members: dict[str, str | bytes] = {
        "x/export.xml": EXPORT,
        "x/electrocardiograms/a.csv": content[:place] + noise + content[place + len(noise) :],
        "x/workout-routes/a.gpx": track[:place] + noise + track[place + len(noise) :],
    }
    with tempfile.TemporaryDirectory() as folder:
        items = items_of(Path(folder), archive(members))
    assert sum(len(one.at) for one in items if isinstance(one, RecordColumns)) == 50


def test_two_exports_in_an_archive_are_refused(tmp_path: Path) -> None:
    content = archive({"anna/export.xml": EXPORT, "ben/export.xml": EXPORT})
    assert "the archive holds 2 exports" in refusal_of(tmp_path, content)


WHOLE = archive({"export.xml": EXPORT})


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (WHOLE[:-30], "malformed: .*damaged or incomplete"),
        (WHOLE[: len(WHOLE) // 2], "malformed: .*damaged or incomplete"),
        (forged(WHOLE, 8, b"\x01"), "archive_encrypted: "),
        (forged(WHOLE, 10, b"\x63"), "malformed: .*unusual way"),
        (forged(WHOLE, 16, b"\0\0\0\0"), "malformed: .*Bad CRC"),
        (forged(WHOLE, 24, b"\x00\x01\0\0"), "malformed: "),
        (forged(WHOLE, 24, b"\xff\xff\xff\x00"), "malformed: .*another size"),
        (forged(WHOLE, 42, b"\xff\xff\xff\x00"), "malformed: .*damaged or incomplete"),
    ],
)
def test_damaged_and_forged_archives_are_refused(
    tmp_path: Path, content: bytes, refusal: str
) -> None:
    assert re.match(refusal, refusal_of(tmp_path, content))


def test_an_archive_that_inflates_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.decoders.archive._ALWAYS_ALLOWED", 1_000_000)
    bomb = archive({"export.xml": f"<HealthData>{' ' * 3_000_000}</HealthData>"})
    assert refusal_of(tmp_path, bomb).startswith("archive_too_large")


def test_no_damage_to_an_archive_is_taken_for_the_decoders_own_bug(tmp_path: Path) -> None:
    chance = random.Random(7)
    codes = set()
    for _ in range(300):
        content = bytearray(WHOLE)
        for _ in range(chance.randint(1, 4)):
            content[chance.randrange(4, len(content))] = chance.randrange(256)
        try:
            decoded(tmp_path, bytes(content))
        except QuarantineError as refusal:
            codes.add(refusal.code)
    assert codes == {"malformed", "archive_encrypted"}
