"""Documents of trackers: what is read of each, and what hostile ones do."""

import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from ingestion.decoders.base import Reject
from ingestion.decoders.fitbit_sleep import FitbitSleep
from ingestion.decoders.garmin_connect import GarminConnect
from ingestion.decoders.json_documents import keys_of
from ingestion.decoders.oura import Oura
from ingestion.decoders.tracker_documents import TrackerDocuments
from ingestion.errors import QuarantineError
from tests.tracker_files import items_of, read, told

OURA_DAY: dict[str, Any] = {
    "date": "2026-03-29",
    "readinessScore": 85,
    "hrvBalance": -0.5,
    "steps": 3882,
    "sleepPhase5Min": "4422",
    "bedtimeStart": "2026-03-28T23:00:00.000+01:00",
    "bedtimeEnd": "2026-03-28T23:18:00.000+01:00",
}
PULSE = {
    "calendarDate": "2026-01-07",
    "startTimestampGMT": "2026-01-07T06:00:00.0",
    "endTimestampGMT": "2026-01-08T06:00:00.0",
    "restingHeartRate": 52,
    "heartRateValues": [[1767765600000, 63], [1767765720500, None], [1767765840000, 60.5]],
}
SLEEP_LOG: dict[str, Any] = {
    "logId": 1,
    "dateOfSleep": "2026-03-02",
    "startTime": "2026-03-01T23:00:00.000",
    "endTime": "2026-03-01T23:40:00.000",
    "minutesAsleep": 28,
    "timeInBed": 40,
    "levels": {
        "data": [
            {"dateTime": "2026-03-01T23:00:00.000", "level": "wake", "seconds": 600},
            {"dateTime": "2026-03-01T23:10:00.000", "level": "deep", "seconds": 1800},
        ],
        "shortData": [{"dateTime": "2026-03-01T23:20:00.000", "level": "wake", "seconds": 120}],
    },
}
DOCUMENTS: list[tuple[type[TrackerDocuments], Any]] = [
    (Oura, [OURA_DAY]),
    (GarminConnect, PULSE),
    (FitbitSleep, [SLEEP_LOG]),
]


def test_a_day_of_the_ring_gives_scores_steps_and_runs_of_sleep(tmp_path: Path) -> None:
    rows, rejects = read(tmp_path, Oura, [OURA_DAY])
    assert told(rows[:1], "activity_date", "step_count") == [("2026-03-29", "3882")]
    assert told(rows[1:], "record_type", "value", "started_at", "ended_at") == [
        ("ReadinessScore", "85", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
        ("HeartRateVariabilityBalance", "-0.5", "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z"),
        ("SleepAnalysis", "InBed", "2026-03-28T22:00:00Z", "2026-03-28T22:18:00Z"),
        ("SleepAnalysis", "Awake", "2026-03-28T22:00:00Z", "2026-03-28T22:10:00Z"),
        ("SleepAnalysis", "AsleepCore", "2026-03-28T22:10:00Z", "2026-03-28T22:18:00Z"),
    ]
    assert rejects == []


def test_a_sleep_of_the_rings_api_has_its_stages_and_its_pulse(tmp_path: Path) -> None:
    night = {
        "day": "2026-03-02",
        "bedtime_start": "2026-03-01T23:00:00+01:00",
        "bedtime_end": "2026-03-01T23:10:00+01:00",
        "total_sleep_duration": 300,
        "time_in_bed": 600,
        "lowest_heart_rate": 48,
        "sleep_phase_5_min": "41",
        "heart_rate": {
            "interval": 300,
            "items": [50, None, 52],
            "timestamp": "2026-03-01T23:00:00+01:00",
        },
    }
    rows, rejects = read(tmp_path, Oura, {"data": [night], "next_token": None})
    assert told(rows, "record_type", "value", "started_at") == [
        ("RestingHeartRate", "48", "2026-03-01T22:00:00Z"),
        ("SleepAnalysis", "InBed", "2026-03-01T22:00:00Z"),
        ("SleepAnalysis", "Awake", "2026-03-01T22:00:00Z"),
        ("SleepAnalysis", "AsleepDeep", "2026-03-01T22:05:00Z"),
        ("HeartRate", "50", "2026-03-01T22:00:00Z"),
        ("HeartRate", "52", "2026-03-01T22:10:00Z"),
    ]
    assert rejects == []


@pytest.mark.parametrize(
    ("document", "told_of"),
    [
        (
            {
                "activity": [
                    {"summary_date": "2026-03-01", "steps": 9, "cal_active": 5, "daily_movement": 7}
                ]
            },
            {
                "activity_date": "2026-03-01",
                "step_count": "9",
                "distance": "7",
                "distance_unit": "m",
            },
        ),
        (
            {
                "data": [
                    {
                        "day": "2026-03-01",
                        "steps": 9,
                        "active_calories": 5,
                        "equivalent_walking_distance": 0,
                    }
                ]
            },
            {
                "active_energy": "5",
                "active_energy_unit": "kcal",
                "distance": "0",
                "distance_unit": "m",
            },
        ),
        (
            {"data": [{"bpm": 61, "source": "awake", "timestamp": "2026-03-01T10:00:00+00:00"}]},
            {"record_type": "HeartRate", "value": "61", "unit": "count/min"},
        ),
        (
            {"data": [{"day": "2026-03-01", "spo2_percentage": {"average": 97.5}}]},
            {"record_type": "OxygenSaturation", "value": "97.5", "unit": "percent"},
        ),
        (
            {
                "sleep": [
                    {
                        "summary_date": "2026-03-01",
                        "bedtime_start": "2026-03-01T23:00:00+01:00",
                        "bedtime_end": "2026-03-01T23:05:00+01:00",
                        "hypnogram_5min": "",
                        "rmssd": 44,
                    }
                ]
            },
            {"record_type": "HeartRateVariabilityRMSSD", "value": "44", "unit": "ms"},
        ),
    ],
)
def test_other_documents_of_the_ring_are_read(
    tmp_path: Path, document: Any, told_of: dict[str, str]
) -> None:
    rows, rejects = read(tmp_path, Oura, document)
    assert told_of.items() <= rows[0].items()
    assert rejects == []


def test_times_of_a_watch_count_from_1970_and_gaps_are_no_records(tmp_path: Path) -> None:
    rows, rejects = read(tmp_path, GarminConnect, PULSE)
    assert told(rows, "record_type", "value", "started_at", "ended_at") == [
        ("HeartRate", "63", "2026-01-07T06:00:00Z", "2026-01-07T06:00:00Z"),
        ("HeartRate", "60.5", "2026-01-07T06:04:00Z", "2026-01-07T06:04:00Z"),
        ("RestingHeartRate", "52", "2026-01-07T06:00:00Z", "2026-01-08T06:00:00Z"),
    ]
    assert rejects == []


def test_stress_of_minus_one_was_not_measured(tmp_path: Path) -> None:
    day = {
        "calendarDate": "2026-01-07",
        "startTimestampGMT": "2026-01-07T06:00:00.0",
        "endTimestampGMT": "2026-01-08T05:59:59.999Z",
        "avgStressLevel": -1,
        "stressValuesArray": [[1767765600000, -1], [1767765600000, -2], [1767765600000, 25]],
        "bodyBatteryValuesArray": [[1767765600000, "MEASURED", 45, 1.0]],
    }
    rows, rejects = read(tmp_path, GarminConnect, day)
    assert told(rows, "record_type", "value") == [("StressLevel", "25"), ("BodyBattery", "45")]
    assert rejects == []


def test_levels_of_sleep_go_before_the_sums_of_a_night(tmp_path: Path) -> None:
    summary = {
        "calendarDate": "2026-03-02",
        "sleepTimeSeconds": 3000,
        "sleepStartTimestampGMT": 1772402400000,
        "sleepEndTimestampGMT": 1772406000000,
    }
    level = {
        "startGMT": "2026-03-01T22:00:00.0",
        "endGMT": "2026-03-01T22:30:00.0",
        "activityLevel": 0.0,
    }
    sums, _ = read(tmp_path, GarminConnect, {"dailySleepDTO": summary, "sleepLevels": []})
    staged, _ = read(tmp_path, GarminConnect, {"dailySleepDTO": summary, "sleepLevels": [level]})
    assert told(sums, "sleep_date", "asleep", "in_bed", "duration_unit") == [
        ("2026-03-02", "3000", "3600", "s")
    ]
    assert told(staged, "value", "started_at", "ended_at") == [
        ("InBed", "2026-03-01T22:00:00Z", "2026-03-01T23:00:00Z"),
        ("AsleepDeep", "2026-03-01T22:00:00Z", "2026-03-01T22:30:00Z"),
    ]


@pytest.mark.parametrize(
    ("document", "told_of"),
    [
        (
            [
                {
                    "calendarDate": "2026-03-01",
                    "totalSteps": 9,
                    "totalKilocalories": 2000,
                    "activeKilocalories": 300,
                    "totalDistanceMeters": 12,
                    "restingHeartRate": 50,
                }
            ],
            {"activity_date": "2026-03-01", "step_count": "9", "active_energy": "300"},
        ),
        (
            [
                {
                    "calendarDate": "2026-03-01",
                    "sleepStartTimestampGMT": "2026-02-28T22:00:00.0",
                    "sleepEndTimestampGMT": "2026-03-01T06:00:00.0",
                    "deepSleepSeconds": 60,
                    "lightSleepSeconds": 120,
                    "remSleepSeconds": None,
                }
            ],
            {"sleep_date": "2026-03-01", "asleep": "180", "in_bed": "28800"},
        ),
        (
            {
                "dateWeightList": [
                    {
                        "samplePk": 1,
                        "calendarDate": "2026-03-01",
                        "weight": 70500,
                        "timestampGMT": 1772352000000,
                    }
                ]
            },
            {"record_type": "BodyMass", "value": "70500", "unit": "g"},
        ),
        (
            {
                "dailyWeightSummaries": [
                    {
                        "summaryDate": "2026-03-01",
                        "allWeightMetrics": [{"calendarDate": "2026-03-01", "weight": 70500}],
                    }
                ]
            },
            {"record_type": "BodyMass", "is_time_zone_assumed": "true"},
        ),
    ],
)
def test_other_documents_of_the_watch_are_read(
    tmp_path: Path, document: Any, told_of: dict[str, str]
) -> None:
    rows, rejects = read(tmp_path, GarminConnect, document)
    assert told_of.items() <= rows[0].items()
    assert rejects == []


def test_short_times_awake_are_cut_out_of_the_stages(tmp_path: Path) -> None:
    rows, rejects = read(tmp_path, FitbitSleep, [SLEEP_LOG])
    assert told(rows, "value", "started_at", "ended_at") == [
        ("InBed", "2026-03-01T22:00:00Z", "2026-03-01T22:40:00Z"),
        ("Awake", "2026-03-01T22:00:00Z", "2026-03-01T22:10:00Z"),
        ("AsleepDeep", "2026-03-01T22:10:00Z", "2026-03-01T22:20:00Z"),
        ("AsleepDeep", "2026-03-01T22:22:00Z", "2026-03-01T22:40:00Z"),
        ("Awake", "2026-03-01T22:20:00Z", "2026-03-01T22:22:00Z"),
    ]
    assert {row["is_time_zone_assumed"] for row in rows} == {"true"}
    assert rejects == []


def test_a_night_without_levels_keeps_its_durations(tmp_path: Path) -> None:
    rows, _ = read(tmp_path, FitbitSleep, [SLEEP_LOG | {"levels": {"data": []}}])
    assert told(rows, "sleep_date", "asleep", "in_bed", "duration_unit") == [
        ("2026-03-02", "28", "40", "min")
    ]


@pytest.mark.parametrize(
    ("decoder", "documents", "reasons"),
    [
        (Oura, [OURA_DAY | {"date": "2026-02-30"}, OURA_DAY], ["1 date_invalid"]),
        (Oura, [OURA_DAY | {"readinessScore": "high"}], ["1 number_invalid"]),
        (Oura, [OURA_DAY | {"bedtimeEnd": "2026-03-28T23:18:00"}], ["1 time_invalid"]),
        (Oura, [OURA_DAY, {"other": 1}, 7], ["2 unsupported_record", "3 unsupported_record"]),
        (
            Oura,
            {"data": [{"bpm": 1, "source": "", "timestamp": ""}, 3]},
            ["1 time_invalid", "2 row_not_an_object"],
        ),
        (
            GarminConnect,
            PULSE | {"heartRateValues": [[1, "x"], 5, [1e30, 1]]},
            ["1 number_invalid", "1 row_not_an_object", "1 time_invalid"],
        ),
        (FitbitSleep, [SLEEP_LOG | {"dateOfSleep": None, "levels": None}], ["1 date_missing"]),
    ],
)
def test_a_malformed_piece_costs_only_itself(
    tmp_path: Path, decoder: type[TrackerDocuments], documents: Any, reasons: list[str]
) -> None:
    assert read(tmp_path, decoder, documents)[1] == reasons


@pytest.mark.parametrize(("decoder", "document"), DOCUMENTS)
@pytest.mark.parametrize("indent", [None, 2])
def test_a_document_is_known_by_its_keys_however_it_is_laid_out(
    decoder: type[TrackerDocuments], document: Any, indent: int | None
) -> None:
    head = b"\xef\xbb\xbf" + json.dumps(document, indent=indent).encode()
    assert [one.name for one, _ in DOCUMENTS if one.fits(head)] == [decoder.name]


def test_keys_are_found_in_a_head_that_ends_anywhere() -> None:
    assert keys_of(b'[{"a": [1, 2], "b": {"c": "}", "d') == {"a", "b", "b.c"}
    assert keys_of(b'{"text": "{\\"x\\": 1}"} {"later": 1}') == {"text"}
    assert keys_of(b"a,b\n1,2\n") == frozenset()


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ('[{"date": 1, "date": 2}]', "malformed"),
        ("[" * 100_000, "malformed"),
        (f"[{json.dumps(OURA_DAY)}", "malformed"),
        (f"[{json.dumps(OURA_DAY)},]", "malformed"),
        (f"{json.dumps(OURA_DAY)} x", "malformed"),
        (b'["\xff"]', "encoding_invalid"),
        ('{"calendarDate": 1}', "header_mismatch"),
    ],
)
def test_a_hostile_document_is_refused_with_its_reason(
    tmp_path: Path, text: str | bytes, reason: str
) -> None:
    with pytest.raises(QuarantineError) as refused:
        list(items_of(tmp_path, Oura, text))
    assert refused.value.code == reason


@pytest.mark.parametrize("number", ["1e999", "NaN", "9" * 5_000, "-Infinity"])
def test_a_number_that_is_none_is_one_reject(tmp_path: Path, number: str) -> None:
    text = json.dumps([OURA_DAY | {"readinessScore": "@"}]).replace('"@"', number)
    rows, reasons = read(tmp_path, Oura, text)
    assert (len(rows), reasons) == (5, ["1 number_invalid"])


def test_half_a_character_becomes_a_question_mark_that_can_be_stored(tmp_path: Path) -> None:
    level = {"dateTime": "2026-03-01T23:00:00.000", "level": "\ud800", "seconds": 60}
    pulse = {"bpm": "\ud800", "source": "", "timestamp": "2026-03-01T10:00:00Z"}
    rows, _ = read(tmp_path, FitbitSleep, [SLEEP_LOG | {"levels": {"data": [level]}}])
    (refused,) = items_of(tmp_path, Oura, {"data": [pulse]})
    assert isinstance(refused, Reject)
    assert (rows[1]["value"], refused.raw_text[:13]) == ("?", '{"bpm": "?", ')


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    which=st.sampled_from(DOCUMENTS),
    place=st.integers(0, 400),
    length=st.integers(0, 30),
    put=st.binary(max_size=12),
)
@example(which=DOCUMENTS[0], place=0, length=0, put=b"[")
def test_no_bytes_make_a_decoder_fail(
    tmp_path: Path, which: tuple[type[TrackerDocuments], Any], place: int, length: int, put: bytes
) -> None:
    decoder, document = which
    valid = json.dumps(document).encode()
    content = valid[:place] + put + valid[place + length :]
    with suppress(QuarantineError):
        list(items_of(tmp_path, decoder, content))
