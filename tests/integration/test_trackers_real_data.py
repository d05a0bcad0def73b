"""Trackers' files that people published: what each gives, counted once by other means."""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import yaml

from ingestion import Lake, ingest
from ingestion.decoders.base import Record
from ingestion.decoders.garmin_connect import GarminConnect
from ingestion.tables import ACTIVITY_DAYS, REJECTS, SLEEP_NIGHTS, TRACKER_RECORDS
from tests.faults.lakes import a_lake, current_rows, no_household

pytestmark = pytest.mark.real_data

FILES = {
    "calories": "fitbit_fitabase_apr_may/hourlyCalories_merged.csv",
    "intensities": "fitbit_fitabase_apr_may/hourlyIntensities_merged.csv",
    "weights": "fitbit_fitabase_apr_may/weightLogInfo_merged.csv",
    "resting_2023": "fitbit_takeout_fitout/resting_heart_rate-2023-03-02.json",
    "resting_2024": "fitbit_takeout_fitout/resting_heart_rate-2024-03-01.json",
    "oura": "oura_darya/daily.json",
}


@pytest.fixture(scope="module")
def folder(real_files: Path) -> Path:
    """Return where the real files lie."""
    return real_files / "fitness"


@pytest.fixture(scope="module")
def lakes(folder: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Lake]:
    """Land each file in a lake of its own."""
    lakes = {name: a_lake(tmp_path_factory.mktemp(name)) for name in FILES}
    for name, lake in lakes.items():
        report = ingest(lake, no_household(), [folder / FILES[name]])
        assert [one.outcome for one in report.outcomes] == ["landed"]
    return lakes


def table_of(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / FILES[name]).open(newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def list_of(folder: Path, name: str) -> list[dict[str, Any]]:
    entries: list[dict[str, Any]] = json.loads((folder / FILES[name]).read_text("utf-8"))
    return entries


@pytest.mark.parametrize(
    ("name", "column", "record_type"),
    [
        ("calories", "Calories", "TotalEnergyBurned"),
        ("intensities", "TotalIntensity", "ActivityIntensity"),
        ("weights", "WeightKg", "BodyMass"),
        ("weights", "Fat", "BodyFatPercentage"),
        ("weights", "BMI", "BodyMassIndex"),
    ],
)
def test_each_person_has_as_many_values_with_the_same_sum(
    folder: Path, lakes: dict[str, Lake], name: str, column: str, record_type: str
) -> None:
    wanted: Counter[str] = Counter()
    sums: dict[str, Decimal] = {}
    for row in table_of(folder, name):
        if row[column]:
            wanted[row["Id"]] += 1
            sums[row["Id"]] = sums.get(row["Id"], Decimal()) + Decimal(row[column])
    rows = [
        row
        for row in current_rows(lakes[name], TRACKER_RECORDS)
        if row["record_type"] == record_type
    ]
    found: dict[str, Decimal] = {}
    for row in rows:
        found[row["person"]] = found.get(row["person"], Decimal()) + Decimal(row["value"])
    assert Counter(row["person"] for row in rows) == wanted
    assert found == sums
    assert current_rows(lakes[name], REJECTS) == []


@pytest.mark.parametrize("name", ["resting_2023", "resting_2024"])
def test_resting_heart_rates_are_those_of_their_days(
    folder: Path, lakes: dict[str, Lake], name: str
) -> None:
    wanted = [
        (
            datetime.strptime(one["dateTime"], "%m/%d/%y %H:%M:%S").replace(tzinfo=UTC),
            one["value"]["value"],
        )
        for one in list_of(folder, name)
    ]
    found = [
        (datetime.fromisoformat(row["started_at"]), float(row["value"]))
        for row in current_rows(lakes[name], TRACKER_RECORDS)
    ]
    assert found == wanted


def test_the_ring_has_every_day_score_and_minute_of_sleep(
    folder: Path, lakes: dict[str, Lake]
) -> None:
    days, rows = list_of(folder, "oura"), current_rows(lakes["oura"], TRACKER_RECORDS)
    steps = [row["step_count"] for row in current_rows(lakes["oura"], ACTIVITY_DAYS)]
    counts = Counter(row["record_type"] for row in rows)
    assert steps == [str(day["steps"]) for day in days if day["steps"] is not None]
    assert counts["ReadinessScore"] == sum(day["readinessScore"] is not None for day in days)
    assert counts["DeepSleepDuration"] == sum(day["deepSleepMinutes"] is not None for day in days)
    asleep = [row for row in rows if row["value"].startswith("Asleep")]
    assert sum(map(_seconds, asleep)) == sum(map(_asleep_seconds, days))
    assert current_rows(lakes["oura"], REJECTS) == []


def _seconds(row: dict[str, Any]) -> float:
    start, end = (datetime.fromisoformat(row[name]) for name in ("started_at", "ended_at"))
    return (end - start).total_seconds()


def _asleep_seconds(day: dict[str, Any]) -> float:
    """Add up the phases of a night by hand: five minutes each, the last one to its end."""
    if day["bedtimeStart"] is None:
        return 0
    start, end = (
        datetime.fromisoformat(day[name]).replace(microsecond=0)
        for name in ("bedtimeStart", "bedtimeEnd")
    )
    left, total = (end - start).total_seconds(), 0.0
    for phase in day["sleepPhase5Min"]:
        total += min(300, max(left, 0)) * (phase in "123")
        left -= 300
    return total


def bodies(folder: Path, name: str) -> Iterator[tuple[Path, bytes]]:
    """Yield the recorded answers of Garmin Connect whose file's name begins so."""
    for cassette in sorted((folder / "garmin_json_garth").glob(f"test_{name}.yaml")):
        for one in yaml.safe_load(cassette.read_text("utf-8"))["interactions"]:
            body = one["response"]["body"]["string"]
            data = body.encode() if isinstance(body, str) else body
            yield cassette, gzip.decompress(data) if data.startswith(b"\x1f\x8b") else data


def records_of(tmp_path: Path, body: bytes) -> list[Record]:
    file = tmp_path / "body.json"
    file.write_bytes(body)
    assert GarminConnect.fits(body[:65_536])
    items = list(GarminConnect("me", ZoneInfo("UTC")).decode(file))
    assert all(isinstance(item, Record) for item in items)
    return [item for item in items if isinstance(item, Record)]


def values_of(records: list[Record], kind: str) -> list[float]:
    return [float(one.values[4] or 0) for one in records if one.values[1] == kind]


def test_heart_rates_and_stress_of_a_watch_are_all_there(folder: Path, tmp_path: Path) -> None:
    found = Counter[str]()
    for _, body in (*bodies(folder, "daily_heart_rate*"), *bodies(folder, "daily_body_battery*")):
        day = json.loads(body)
        if day is None:
            continue
        records = records_of(tmp_path, body)
        pulses = [one[1] for one in day.get("heartRateValues", []) if one[1] is not None]
        stress = [one[1] for one in day.get("stressValuesArray", []) if one[1] >= 0]
        battery = [one[2] for one in day.get("bodyBatteryValuesArray", []) if one[2] is not None]
        mean = [day["avgStressLevel"]] if "avgStressLevel" in day else []
        assert values_of(records, "HeartRate") == pulses
        assert values_of(records, "StressLevel") == [*stress, *mean]
        assert values_of(records, "BodyBattery") == battery
        found.update(one.values[1] or "" for one in records)
    assert found["HeartRate"] > 3_000


def test_nights_variability_and_days_of_a_watch_are_all_there(folder: Path, tmp_path: Path) -> None:
    for _, body in bodies(folder, "sleep_data*"):
        night = json.loads(body).get("dailySleepDTO")
        if night is not None:
            (stored,) = (one for one in records_of(tmp_path, body) if one.table == SLEEP_NIGHTS)
            length = (night["sleepEndTimestampGMT"] - night["sleepStartTimestampGMT"]) // 1000
            assert stored.values[1] == night["calendarDate"]
            assert stored.values[2:5] == (str(night["sleepTimeSeconds"]), str(length), "s")
    for _, body in bodies(folder, "hrv_data*"):
        if body:
            stated = [one["hrvValue"] for one in json.loads(body)["hrvReadings"]]
            found = values_of(records_of(tmp_path, body), "HeartRateVariabilityRMSSD")
            assert found == [*stated, json.loads(body)["hrvSummary"]["lastNightAvg"]]
    for _, body in bodies(folder, "daily_steps"):
        days = [one.values[1:4] for one in records_of(tmp_path, body)]
        assert days == [
            (day["calendarDate"], str(day["totalSteps"]), str(day["totalDistance"]))
            for day in json.loads(body)
        ]


@pytest.mark.parametrize(
    "name", ["daily_sleep", "weekly_stress", "daily_training_status", "*intensity_minutes"]
)
def test_documents_that_do_not_say_what_they_measure_are_no_garmin_documents(
    folder: Path, name: str
) -> None:
    heads = [body[:65_536] for _, body in bodies(folder, name)]
    assert heads
    assert not any(map(GarminConnect.fits, heads))
