"""Apple Health exports that people published: what each gives, counted once by other means."""

import csv
import json
from collections import Counter, defaultdict
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from ingestion import Lake, ingest
from ingestion.tables import (
    HEALTH_CORRELATIONS,
    HEALTH_RECORDS,
    HEALTH_SUMMARIES,
    HEALTH_WORKOUT_EVENTS,
    HEALTH_WORKOUTS,
    REJECTS,
)
from tests.faults.lakes import a_lake, current_rows, no_household

pytestmark = pytest.mark.real_data

EXPORTS = {
    "alxdrcirilo": "apple_health_alxdrcirilo/export.xml",
    "alxdrcirilo_zip": "apple_health_alxdrcirilo/export.zip",
    "comocomo": "apple_health_comocomo/export.xml",
    "tdda": "apple_health_tdda/export6s3sample.xml",
}
PREFIXES = ("HKQuantityTypeIdentifier", "HKCategoryTypeIdentifier")


@pytest.fixture(scope="module")
def folder(real_files: Path) -> Path:
    """Return where the real exports lie."""
    return real_files / "fitness"


@pytest.fixture(scope="module")
def lakes(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Lake]:
    """Land each export in a lake of its own."""
    lakes = {name: a_lake(tmp_path_factory.mktemp(name)) for name in EXPORTS}
    for name, lake in lakes.items():
        report = ingest(lake, no_household(), [folder / EXPORTS[name]])
        assert [one.outcome for one in report.outcomes] == ["landed"]
    return lakes


def root_of(folder: Path, name: str) -> ET.Element:
    file = folder / EXPORTS[name].replace(".zip", ".xml")
    return ET.parse(file).getroot()  # noqa: S314  (these few files are known)


def table_of(folder: Path, kind: str) -> list[dict[str, Any]]:
    """Return the rows that the tdda project's program took out of its export."""
    with (folder / "apple_health_tdda" / f"{kind}.csv").open(
        newline="", encoding="utf-8"
    ) as stream:
        return list(csv.DictReader(stream))


def instant(stated: str) -> datetime:
    """Read a time of an export, or of bronze, by the standard library's own parser."""
    if stated.endswith("Z"):
        return datetime.fromisoformat(stated)
    return datetime.strptime(stated, "%Y-%m-%d %H:%M:%S %z")


def plain(identifier: str) -> str:
    for prefix in PREFIXES:
        identifier = identifier.removeprefix(prefix)
    return identifier


@pytest.mark.parametrize("name", EXPORTS)
def test_every_record_outside_of_a_correlation_is_there_once(
    folder: Path, lakes: dict[str, Lake], name: str
) -> None:
    wanted = Counter(
        (
            plain(one.attrib["type"]),
            one.attrib["sourceName"].replace("\u00a0", " ").replace("\u2019", "'"),
            one.get("unit"),
            instant(one.attrib["startDate"]),
            instant(one.attrib["endDate"]),
            instant(one.attrib["creationDate"]),
            len(one.findall("MetadataEntry")),
        )
        for one in root_of(folder, name).findall("Record")
    )
    found = Counter(
        (
            row["record_type"],
            row["source_name"],
            row["unit"],
            instant(row["started_at"]),
            instant(row["ended_at"]),
            instant(row["created_at"]),
            len(json.loads(row["metadata"] or "{}")),
        )
        for row in current_rows(lakes[name], HEALTH_RECORDS)
    )
    assert found == wanted


@pytest.mark.parametrize("name", EXPORTS)
def test_the_sums_of_each_type_and_source_are_the_same(
    folder: Path, lakes: dict[str, Lake], name: str
) -> None:
    wanted: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for one in root_of(folder, name).findall("Record"):
        if "Quantity" in one.attrib["type"]:
            key = plain(one.attrib["type"]), one.attrib["sourceName"].replace("\u2019", "'")
            wanted[key] += Decimal(one.attrib["value"])
    found: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in current_rows(lakes[name], HEALTH_RECORDS):
        if row["unit"] is not None:
            found[row["record_type"], row["source_name"]] += Decimal(row["value"])
    assert found == wanted


def test_categories_of_sleep_are_told_apart(lakes: dict[str, Lake]) -> None:
    sleep = Counter(
        row["value"]
        for row in current_rows(lakes["comocomo"], HEALTH_RECORDS)
        if row["record_type"] == "SleepAnalysis"
    )
    assert sleep == {"Asleep": 107, "InBed": 12, "Awake": 2}


def test_a_device_has_one_text_whatever_its_memory_address(lakes: dict[str, Lake]) -> None:
    devices = {row["device"] for row in current_rows(lakes["comocomo"], HEALTH_RECORDS)}
    assert len(devices) < 20
    assert not any("0x" in device for device in devices if device)


def test_workouts_and_their_events_are_all_there(folder: Path, lakes: dict[str, Lake]) -> None:
    root, lake = root_of(folder, "comocomo"), lakes["comocomo"]
    workouts = current_rows(lake, HEALTH_WORKOUTS)
    wanted = Counter(one.attrib["workoutActivityType"] for one in root.findall("Workout"))
    assert Counter(f"HKWorkoutActivityType{row['activity_type']}" for row in workouts) == wanted
    energy = sum(Decimal(one.attrib["totalEnergyBurned"]) for one in root.findall("Workout"))
    assert sum(Decimal(row["energy"]) for row in workouts) == energy
    events = Counter(row["event_type"] for row in current_rows(lake, HEALTH_WORKOUT_EVENTS))
    stated = [one.attrib["type"] for one in root.iter("WorkoutEvent")]
    assert events == Counter(kind.removeprefix("HKWorkoutEventType") for kind in stated)
    assert current_rows(lake, REJECTS) == []


@pytest.mark.parametrize("name", EXPORTS)
def test_correlations_have_their_members(folder: Path, lakes: dict[str, Lake], name: str) -> None:
    wanted = [
        (instant(one.attrib["startDate"]), [part.get("value") for part in one.iter("Record")])
        for one in root_of(folder, name).findall("Correlation")
    ]
    found = [
        (instant(row["started_at"]), [part["value"] for part in json.loads(row["members"])])
        for row in current_rows(lakes[name], HEALTH_CORRELATIONS)
    ]
    assert found == wanted


def test_lines_lead_back_to_the_file(folder: Path, lakes: dict[str, Lake]) -> None:
    lines = (folder / EXPORTS["comocomo"]).read_text("utf-8").splitlines()
    for row in current_rows(lakes["comocomo"], HEALTH_RECORDS)[::97]:
        line = lines[row["_line_number"] - 1]
        assert line.lstrip().startswith("<Record ")
        assert f'{row["record_type"]}"' in line


@pytest.mark.parametrize("kind", ["StepCount", "DistanceWalkingRunning"])
def test_records_equal_those_that_another_program_took_out(
    folder: Path, lakes: dict[str, Lake], kind: str
) -> None:
    found = [
        (row["source_name"], row["unit"], instant(row["started_at"]), row["value"])
        for row in current_rows(lakes["tdda"], HEALTH_RECORDS)
        if row["record_type"] == kind
    ]
    wanted = [
        (row["sourceName"], row["unit"], instant(row["startDate"]), row["value"])
        for row in table_of(folder, kind)
    ]
    assert found == wanted


def test_workouts_and_summaries_equal_those_that_another_program_took_out(
    folder: Path, lakes: dict[str, Lake]
) -> None:
    workouts = [
        (row["activity_type"], row["source_name"], row["duration"], row["distance"], row["energy"])
        for row in current_rows(lakes["tdda"], HEALTH_WORKOUTS)
    ]
    assert workouts == [
        (
            row["workoutActivityType"].removeprefix("HKWorkoutActivityType"),
            row["sourceName"].replace("\u00a0", " "),
            row["duration"],
            row["totalDistance"],
            row["totalEnergyBurned"],
        )
        for row in table_of(folder, "Workout")
    ]
    summaries = [list(row.values())[1:9] for row in current_rows(lakes["tdda"], HEALTH_SUMMARIES)]
    assert summaries == [list(row.values()) for row in table_of(folder, "ActivitySummary")]
