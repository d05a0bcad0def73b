"""Apple Health exports in a lake."""

import zipfile
from pathlib import Path

import pytest

from ingestion import ingest
from ingestion.tables import HEALTH_RECORDS, HEALTH_SUMMARIES, HEALTH_WORKOUTS, REJECTS
from tests.faults.lakes import (
    a_household,
    a_lake,
    current_rows,
    land,
    no_household,
    rows_of,
    write,
)

EXPORT = """\
<?xml version="1.0" encoding="UTF-8"?>
<HealthData locale="en_NL">
 <ExportDate value="2024-06-01 08:10:05 +0200"/>
 <Record type="HKQuantityTypeIdentifierStepCount" sourceName="iPhone" unit="count" \
startDate="2024-01-31 23:50:00 +0000" endDate="2024-02-01 00:10:00 +0000" value="1"/>
 <Record type="HKQuantityTypeIdentifierStepCount" sourceName="iPhone" unit="count" \
startDate="2024-02-01 00:10:00 +0000" endDate="2024-02-01 00:20:00 +0000" value="2"/>
 <Record type="HKQuantityTypeIdentifierStepCount" sourceName="iPhone" unit="count" value="3"/>
 <Workout workoutActivityType="HKWorkoutActivityTypeRunning" \
startDate="2024-02-01 07:00:00 +0100" endDate="2024-02-01 08:00:00 +0100"/>
 <ActivitySummary dateComponents="2024-02-01" activeEnergyBurned="500"/>
</HealthData>
"""


def zipped(path: Path, name: str, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, text)
    return path


@pytest.mark.parametrize("is_zipped", [False, True])
def test_an_export_lands_without_being_listed(tmp_path: Path, is_zipped: bool) -> None:
    file = write(tmp_path / "in" / "export.xml", EXPORT)
    if is_zipped:
        file = zipped(tmp_path / "in" / "export.zip", "apple_health_export/Export.xml", EXPORT)
    lake = a_lake(tmp_path)
    report = ingest(lake, no_household(), [file])
    (one,) = report.outcomes
    assert (one.outcome, one.source, one.records, one.rejects) == ("landed", "apple_health", 4, 1)
    found = [(row["event_month"], row["value"]) for row in current_rows(lake, HEALTH_RECORDS)]
    assert found == [("2024-01", "1"), ("2024-02", "2")]
    assert {row["person"] for row in current_rows(lake, HEALTH_WORKOUTS)} == {"me"}
    assert [row["event_month"] for row in current_rows(lake, HEALTH_SUMMARIES)] == ["2024-02"]
    assert [row["_line_number"] for row in current_rows(lake, REJECTS)] == [6]


def test_every_row_has_its_own_number(tmp_path: Path) -> None:
    land(tmp_path, EXPORT, "export.xml")
    lake = a_lake(tmp_path)
    tables = (HEALTH_RECORDS, HEALTH_WORKOUTS, HEALTH_SUMMARIES, REJECTS)
    numbers = [row["_record_number"] for table in tables for row in current_rows(lake, table)]
    assert sorted(numbers) == [1, 2, 3, 4, 5]


def test_the_export_counts_as_of_its_own_date_and_covers_its_records(tmp_path: Path) -> None:
    land(tmp_path, EXPORT, "export.xml")
    lake = a_lake(tmp_path)
    (file,) = rows_of(lake, "bronze_operations__files")
    assert file["coverage_started_at"] == "2024-01-31T23:50:00.000000Z"
    assert file["coverage_ended_at"] == "2024-02-01T07:00:00.000000Z"
    versions = {row["source_version"] for row in rows_of(lake, "bronze_operations__decoded_months")}
    assert versions == {"2024-06-01T06:10:05.000000Z"}


def test_a_source_names_its_person_and_may_change_its_mind(tmp_path: Path) -> None:
    people = "people:\n  - {id: anna, name: Anna}\n  - {id: ben, name: Ben}\n"
    zipped(tmp_path / "in" / "phone" / "export.zip", "export.xml", EXPORT)
    lake = a_lake(tmp_path)
    for person in ("anna", "ben"):
        entry = f"  phone: {{decoder: apple_health, person: {person}}}\n"
        household = a_household(tmp_path, entry + people)
        ingest(lake, household, [tmp_path / "in"])
        for table in (HEALTH_RECORDS, HEALTH_WORKOUTS, HEALTH_SUMMARIES):
            assert {row["person"] for row in current_rows(lake, table)} == {person}


def test_other_archives_are_quarantined(tmp_path: Path) -> None:
    other = zipped(tmp_path / "a.zip", "export_cda.xml", "<ClinicalDocument/>").read_bytes()
    export = zipped(tmp_path / "b.zip", "export.xml", EXPORT).read_bytes()
    assert land(tmp_path / "1", other, "a.zip") == ("quarantined", "unknown_format")
    assert land(tmp_path / "2", export[:-40], "b.zip") == ("quarantined", "malformed")
    assert land(tmp_path / "3", other[:-40], "a.zip") == ("quarantined", "malformed")


def test_half_a_download_leaves_no_records(tmp_path: Path) -> None:
    half = EXPORT[: EXPORT.index(" <Workout")]
    assert land(tmp_path, half, "export.xml") == ("quarantined", "malformed")
    lake = a_lake(tmp_path)
    assert rows_of(lake, HEALTH_RECORDS) == []
    (file,) = rows_of(lake, "bronze_operations__files")
    assert "line 7: the file ends before </HealthData>" in file["message"]
