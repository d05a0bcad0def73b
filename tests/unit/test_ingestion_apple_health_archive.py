import random
import re
import zipfile
from pathlib import Path

import pytest

from ingestion.decoders.apple_health import AppleHealth
from ingestion.decoders.archive import largest_members
from ingestion.decoders.base import RecordColumns, Reject
from ingestion.errors import QuarantineError
from tests.archives import archive, forged

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


def test_files_beside_the_export_are_counted_by_kind(tmp_path: Path) -> None:
    folder = "apple_health_export"
    members = {
        f"{folder}/workout-routes/route_1.gpx": "<gpx/>",
        f"{folder}/workout-routes/route_2.gpx": "<gpx/>",
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
            "2 in the archive: workout-routes",
            "1 in the archive: electrocardiograms",
            "1 in the archive: export_cda.xml",
            "1 in the archive: other files",
        ],
    )


def test_an_archive_is_known_by_its_largest_members(tmp_path: Path) -> None:
    file = tmp_path / "other.zip"
    members = {f"{number}.txt": "x" * number for number in range(30)}
    file.write_bytes(archive({**members, "folder/": "", "__MACOSX/._1.txt": "y" * 99}))
    found = largest_members(file)
    assert [member.name for member in found] == [f"{number}.txt" for number in range(29, 9, -1)]
    assert found[-1].data == b"x" * 10


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
