"""Files of Fitbit that tell by their keys what they measure, and those that a source must name."""

import json
from pathlib import Path
from typing import Any

import pytest

from ingestion.decoders.base import Head, Item, Record, Reject
from ingestion.errors import QuarantineError
from ingestion.recognition import load_rules, recognise
from ingestion.tables import RECORD_TABLES, TRACKER_RECORDS
from tests.archives import archive, items_of
from tests.faults.lakes import a_household, no_household

SOURCES = """\
  steps: {profile: fitbit_takeout_steps}
  scale: {profile: fitbit_takeout_weight, unit: lb}
  unnamed_scale: {profile: fitbit_takeout_weight}
"""
MINUTE = [{"dateTime": "03/02/26 00:01:00", "value": "12"}]
WEIGHT = [
    {
        "logId": 1,
        "weight": 150.5,
        "bmi": 22.1,
        "date": "07/01/26",
        "time": "23:59:59",
        "source": "API",
    }
]


def read(folder: Path, content: Any, source: str | None = None) -> list[Item]:
    """Return what the recognised decoder reads of a content; what is no text is JSON."""
    text = content if isinstance(content, str) else json.dumps(content, indent=2)
    file = folder / "file"
    file.write_text(text)
    household = no_household() if source is None else a_household(folder, SOURCES)
    decoder = recognise(Head(text.encode(), len(text)), source, load_rules(household))
    return list(decoder.decode(file))


def told(item: Item) -> dict[str, str | None]:
    assert isinstance(item, Record)
    return dict(zip(RECORD_TABLES[TRACKER_RECORDS].values, item.values, strict=True))


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (
            [{"dateTime": "03/02/26 00:00:05", "value": {"bpm": 61, "confidence": 2}}],
            ("HeartRate", "61", "2026-03-02T00:00:05Z", "2026-03-02T00:00:05Z"),
        ),
        (
            "timestamp,beats per minute\n2026-03-02T00:00:05Z,61.0\n",
            ("HeartRate", "61", "2026-03-02T00:00:05Z", "2026-03-02T00:00:05Z"),
        ),
        (
            "timestamp,steps\n2026-03-02T00:01:00Z,12\n",
            ("StepCount", "12", "2026-03-02T00:01:00Z", "2026-03-02T00:02:00Z"),
        ),
        (
            "timestamp,distance,data source\n2026-03-02T00:01:00Z,9.5,Radiance\n",
            ("DistanceWalkingRunning", "9.5", "2026-03-02T00:01:00Z", "2026-03-02T00:02:00Z"),
        ),
        (
            "timestamp,rmssd,nremhr,entropy\n2026-03-02T00:00:00,29.2,49.6,2.4\n",
            ("HeartRateVariabilityRMSSD", "29.2", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"),
        ),
    ],
)
def test_what_a_file_measures_is_known_by_its_keys(
    tmp_path: Path, content: Any, wanted: tuple[str, ...]
) -> None:
    (record,) = map(told, read(tmp_path, content))
    columns = ("record_type", "value", "started_at", "ended_at")
    assert tuple(record[column] for column in columns) == wanted


def test_in_an_archive_the_name_says_what_the_minutes_count(tmp_path: Path) -> None:
    folder, content = "Takeout/Fitbit/Global Export Data", json.dumps(MINUTE)
    names = ("calories", "distance", "steps", "sedentary_minutes")
    members = {f"{folder}/{name}-2026-03-02.json": content for name in names}
    items = items_of(tmp_path, archive(members))
    assert [told(item)["record_type"] for item in items if isinstance(item, Record)] == [
        "TotalEnergyBurned",
        "DistanceWalkingRunning",
        "StepCount",
    ]
    assert [item.reason for item in items if isinstance(item, Reject)] == ["unknown_format"]


def test_in_an_archive_the_resting_rates_of_days_are_no_heart_rates(tmp_path: Path) -> None:
    folder = "Takeout/Fitbit/Physical Activity_GoogleData"
    content = "timestamp,beats per minute,data source\n2026-03-02T00:00:00Z,61.5,Charge\n"
    names = ("heart_rate_2026-03-02", "daily_resting_heart_rate")
    items = items_of(tmp_path, archive({f"{folder}/{name}.csv": content for name in names}))
    assert [told(item)["record_type"] for item in items if isinstance(item, Record)] == [
        "HeartRate"
    ]
    assert [item.reason for item in items if isinstance(item, Reject)] == ["unknown_format"]


def test_in_an_archive_steps_are_told_apart_by_who_counted_them(tmp_path: Path) -> None:
    rows = ("Charge 6", "Phone Health Connect", "Garmin Connect Health Connect", "")
    content = "timestamp,steps,data source\n" + "".join(
        f"2026-03-02T00:0{minute}:18.008Z,30,{source}\n" for minute, source in enumerate(rows)
    )
    folder = "Takeout/Google Health/Physical Activity_GoogleData"
    members = {f"{folder}/steps_2026-03-02.csv": content, f"{folder}/calories.csv": content}
    items = items_of(tmp_path, archive(members))
    told_steps = [told(item) for item in items if isinstance(item, Record)]
    assert [one["device"] for one in told_steps] == ["fitbit", "phone", "imported", "fitbit"]
    assert {one["record_type"] for one in told_steps} == {"StepCount"}
    assert [item.reason for item in items if isinstance(item, Reject)] == ["unknown_format"]


def test_a_day_without_a_resting_heart_rate_is_no_record(tmp_path: Path) -> None:
    days = [
        {"dateTime": "03/02/26 00:00:00", "value": {"date": day, "value": rate, "error": 0.0}}
        for day, rate in (("03/02/26", 52.5), (None, 0.0))
    ]
    assert [told(item)["value"] for item in read(tmp_path, days)] == ["52.5"]


def test_minutes_that_do_not_say_what_they_count_need_a_source(tmp_path: Path) -> None:
    with pytest.raises(QuarantineError) as refused:
        read(tmp_path, MINUTE)
    assert refused.value.code == "ambiguous_format"
    assert "fitbit_takeout_calories, fitbit_takeout_distance" in refused.value.message
    (record,) = map(told, read(tmp_path, MINUTE, "steps"))
    assert record == {
        "person": "me",
        "record_type": "StepCount",
        "device": "fitbit",
        "unit": "count",
        "value": "12",
        "started_at": "2026-03-02T00:01:00Z",
        "ended_at": "2026-03-02T00:02:00Z",
        "is_time_zone_assumed": "false",
    }


def test_the_unit_of_a_weight_is_never_guessed(tmp_path: Path) -> None:
    (reject,) = read(tmp_path, WEIGHT, "unnamed_scale")
    (record,) = map(told, read(tmp_path, WEIGHT, "scale"))
    assert isinstance(reject, Reject)
    assert reject.reason == "unit_unknown"
    assert (record["unit"], record["value"], record["started_at"]) == (
        "lb",
        "150.5",
        "2026-07-01T21:59:59Z",
    )
