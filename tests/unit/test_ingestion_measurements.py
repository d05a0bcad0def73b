"""Profiles of measurements: of one row several values, their intervals and units."""

from pathlib import Path

import pytest

from ingestion.profile_model import FieldRule
from tests.profiles import problems_of, read

SCALE = """\
name: my_scale
version: 1
reads: measurements
missing: ["0.0"]
time: {column: When, formats: ["%d.%m.%Y %H:%M"]}
fields:
  person: Who
  weight: {column: Weight}
  body_fat: {column: Fat, unit: percent}
  device: {constant: scale}
"""
DAYS = """\
name: my_days
version: 1
reads: measurements
time: {column: Day, formats: ["%Y-%m-%d"], interval: day}
fields: {resting_heart_rate: {column: Pulse, unit: count/min}}
"""


def test_each_value_of_a_row_is_a_record_and_an_empty_one_is_none(tmp_path: Path) -> None:
    content = "Who,When,Weight,Fat\nben,01.07.2026 08:00,80.50,21\nben,02.07.2026 08:00,0.0,\n"
    rows, rejects = read(tmp_path, SCALE, content, overrides={"unit": FieldRule(constant="kg")})
    instant = "2026-07-01T06:00:00Z"
    common = {"person": "ben", "device": "scale", "started_at": instant, "ended_at": instant}
    assert rows == [
        common
        | {
            "record_type": "BodyMass",
            "unit": "kg",
            "value": "80.5",
            "is_time_zone_assumed": "true",
        },
        common
        | {
            "record_type": "BodyFatPercentage",
            "unit": "percent",
            "value": "21",
            "is_time_zone_assumed": "true",
        },
    ]
    assert rejects == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("ben,01.07.2026 08:00,80,", "unit_unknown"),
        ("ben,01.07.2026 08:00,,much", "number_invalid"),
        ("ben,2026-07-01,,21", "time_invalid"),
        (",01.07.2026 08:00,,21", "person_missing"),
    ],
)
def test_what_does_not_fit_says_why(tmp_path: Path, row: str, reason: str) -> None:
    rows, (reject,) = read(tmp_path, SCALE, f"Who,When,Weight,Fat\n{row}\n")
    assert rows == []
    assert reject.startswith(f"2 {reason}: ")


def test_a_value_of_a_day_spans_the_local_day(tmp_path: Path) -> None:
    content = "Day,Pulse\n2026-03-29,50\n"
    ((row,), _) = read(tmp_path, DAYS, content, zone="Europe/Amsterdam")
    assert (row["person"], row["started_at"], row["ended_at"]) == (
        "me",
        "2026-03-28T23:00:00Z",
        "2026-03-29T22:00:00Z",
    )


def test_a_profile_of_measurements_needs_a_time_and_known_measures() -> None:
    without_time = "\n".join(line for line in DAYS.splitlines() if "time" not in line)
    unknown = DAYS.replace("resting_heart_rate", "luck")
    assert "time" in problems_of(without_time)
    assert "luck" in problems_of(unknown)
