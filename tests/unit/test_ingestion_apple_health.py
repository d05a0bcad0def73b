import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from ingestion.decoders.apple_health import AppleHealth
from ingestion.decoders.base import ExportTime, Item, Record, RecordColumns, Reject
from ingestion.errors import QuarantineError
from ingestion.tables import (
    HEALTH_CORRELATIONS,
    HEALTH_RECORDS,
    HEALTH_SUMMARIES,
    HEALTH_WORKOUT_EVENTS,
    HEALTH_WORKOUTS,
    RECORD_TABLES,
)

DTD = (
    "<!DOCTYPE HealthData [\n<!-- HealthKit Export Version: 12 -->\n"
    "<!ELEMENT HealthData (ExportDate,Me,(Record|Workout)*)>\n"
    "<!ATTLIST HealthData\n  locale CDATA #REQUIRED\n>\n]>\n"
)
# What iOS 16 writes: a list of attributes that is not closed before the next element.
BROKEN_DTD = (
    "<!DOCTYPE HealthData [\n<!ATTLIST VisionPrescription\n  brand CDATA #IMPLIED\n"
    "<!ELEMENT RightEye EMPTY>\n<!ATTLIST RightEye\n  sphere CDATA #IMPLIED\n>\n>\n]>\n"
)
TIMES = (
    'creationDate="2024-03-31 09:00:00 +0200" startDate="2024-03-31 08:00:00 +0200" '
    'endDate="2024-03-31 08:30:00 +0200"'
)
STEPS = f'<Record type="HKQuantityTypeIdentifierStepCount" unit="count" {TIMES} value="5"/>'


def export(*elements: str, doctype: str = DTD) -> bytes:
    """Return an export whose elements begin in the line behind the root's."""
    body = "\n".join(elements)
    head = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return f'{head}{doctype}<HealthData locale="en_NL">\n{body}\n</HealthData>\n'.encode()


def record(**attributes: str) -> str:
    """Return a record of steps with other attributes; an empty one is left out."""
    stated = {
        "type": "HKQuantityTypeIdentifierStepCount",
        "startDate": "2024-03-31 08:00:00 +0200",
        "endDate": "2024-03-31 08:30:00 +0200",
        **attributes,
    }
    written = " ".join(f'{name}="{text}"' for name, text in stated.items() if text)
    return f"<Record {written}/>"


def items_of(tmp_path: Path, content: bytes, person: str = "me") -> list[Item]:
    file = tmp_path / "export.xml"
    file.write_bytes(content)
    return list(AppleHealth(person).decode(file))


def rows_of(items: list[Item], table: str = HEALTH_RECORDS) -> list[dict[str, Any]]:
    """Return the records of a table as rows, with their line."""
    rows: list[dict[str, Any]] = []
    names = (*RECORD_TABLES[table].values, "line")
    for item in items:
        if isinstance(item, Record) and item.table == table:
            rows.append(dict(zip(names, (*item.values, item.line), strict=True)))
        elif isinstance(item, RecordColumns) and item.table == table:
            columns = [column.to_pylist() for column in (*item.columns, item.lines)]
            rows += [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]
    return rows


def rejects_of(items: list[Item]) -> list[tuple[str, int | None]]:
    return [(item.reason, item.line) for item in items if isinstance(item, Reject)]


def refusal_of(tmp_path: Path, content: bytes) -> str:
    with pytest.raises(QuarantineError) as refusal:
        items_of(tmp_path, content)
    return f"{refusal.value.code}: {refusal.value.message}"


def test_a_record_is_kept_with_its_times_in_utc_and_its_metadata(tmp_path: Path) -> None:
    heart_rate = (
        '<Record type="HKQuantityTypeIdentifierHeartRate" sourceName="Anna\u2019s Apple\u00a0Watch"'
        ' device="&lt;&lt;HKDevice: 0x3012772a0&gt;, name:Apple Watch, manufacturer:Apple Inc., '
        'hardware:Watch6,7&gt;" unit="count/min" creationDate="2024-01-01 00:01:42 +0200"\n'
        ' startDate="2024-01-01 00:01:36 +0200" endDate="2024-01-01 00:01:37 +0200" value="74">\n'
        ' <MetadataEntry key="Context" value="0"/>\n'
        ' <MetadataEntry key="Caf\u00e9" value="&quot;a"/>\n'
        "</Record>"
    )
    assert rows_of(items_of(tmp_path, export(heart_rate), "anna")) == [
        {
            "person": "anna",
            "record_type": "HeartRate",
            "source_name": "Anna's Apple Watch",
            "device": "name:Apple Watch, manufacturer:Apple Inc., hardware:Watch6,7",
            "unit": "count/min",
            "value": "74",
            "started_at": "2023-12-31T22:01:36Z",
            "ended_at": "2023-12-31T22:01:37Z",
            "created_at": "2023-12-31T22:01:42Z",
            "metadata": '{"Context": "0", "Café": "\\"a"}',
            "time_zone": None,
            "line": 10,
        }
    ]


def test_the_zone_in_which_something_was_recorded_stands_beside_it(tmp_path: Path) -> None:
    zone = '<MetadataEntry key="HKTimeZone" value="Asia/Jerusalem"/>'
    recorded = STEPS.replace("/>", f">{zone}</Record>")
    workout = f"<Workout {TIMES}>{zone}</Workout>"
    items = items_of(tmp_path, export(STEPS, recorded, workout))
    assert [row["time_zone"] for row in rows_of(items)] == [None, "Asia/Jerusalem"]
    assert [row["time_zone"] for row in rows_of(items, HEALTH_WORKOUTS)] == ["Asia/Jerusalem"]


@pytest.mark.parametrize("zone", ["Mars/Olympus", "localtime", "../etc/passwd", ""])
def test_a_zone_that_nobody_knows_stays_in_the_metadata(tmp_path: Path, zone: str) -> None:
    stated = f'<MetadataEntry key="HKTimeZone" value="{zone}"/>'
    (row,) = rows_of(items_of(tmp_path, export(STEPS.replace("/>", f">{stated}</Record>"))))
    assert (row["time_zone"], row["metadata"]) == (None, f'{{"HKTimeZone": "{zone}"}}')


def test_attributes_that_are_left_out_are_null(tmp_path: Path) -> None:
    (row,) = rows_of(items_of(tmp_path, export(record())))
    empty = ("source_name", "device", "unit", "value", "created_at", "metadata")
    assert {name: row[name] for name in empty} == dict.fromkeys(empty)


@pytest.mark.parametrize(
    ("identifier", "value", "kept"),
    [
        ("HKQuantityTypeIdentifierStepCount", "12", ("StepCount", "12")),
        (
            "HKCategoryTypeIdentifierSleepAnalysis",
            "HKCategoryValueSleepAnalysisAsleepREM",
            ("SleepAnalysis", "AsleepREM"),
        ),
        (
            "HKCategoryTypeIdentifierAppleStandHour",
            "HKCategoryValueAppleStandHourStood",
            ("AppleStandHour", "Stood"),
        ),
        (
            "HKCategoryTypeIdentifierAbdominalCramps",
            "HKCategoryValueSeverityMild",
            ("AbdominalCramps", "SeverityMild"),
        ),
        ("HKCategoryTypeIdentifierMindfulSession", "", ("MindfulSession", None)),
        ("HKDataTypeSleepDurationGoal", "8", ("SleepDurationGoal", "8")),
    ],
)
def test_prefixes_of_types_and_categories_go(
    tmp_path: Path, identifier: str, value: str, kept: tuple[str, str | None]
) -> None:
    (row,) = rows_of(items_of(tmp_path, export(record(type=identifier, value=value))))
    assert (row["record_type"], row["value"]) == kept


@pytest.mark.parametrize(
    ("stated", "utc"),
    [
        ("2024-03-31 01:59:59 +0100", "2024-03-31T00:59:59Z"),
        ("2024-03-31 03:00:00 +0200", "2024-03-31T01:00:00Z"),
        ("2024-01-01 00:10:00 +0530", "2023-12-31T18:40:00Z"),
        ("2024-12-31 23:00:00 -0330", "2025-01-01T02:30:00Z"),
        ("2024-02-29 12:00:00 +0000", "2024-02-29T12:00:00Z"),
        ("2024-02-29 12:00:00.25 +0000", "2024-02-29T12:00:00.25Z"),
    ],
)
def test_every_offset_becomes_utc(tmp_path: Path, stated: str, utc: str) -> None:
    (row,) = rows_of(items_of(tmp_path, export(record(startDate=stated))))
    assert row["started_at"] == utc


@pytest.mark.parametrize(
    ("attributes", "reason"),
    [
        ({"startDate": ""}, "time_invalid"),
        ({"endDate": ""}, "time_invalid"),
        ({"startDate": "2024-02-30 08:00:00 +0100"}, "time_invalid"),
        ({"startDate": "2024-03-31 08:00:61 +0100"}, "time_invalid"),
        ({"startDate": "2024-03-31 08:00:00"}, "time_invalid"),
        ({"startDate": "2024-03-31 08:00:00 +9900"}, "time_invalid"),
        ({"startDate": "2024-03-31 8:00:00 a. m. +0100"}, "time_invalid"),
        ({"startDate": "0001-01-01 00:00:00 +0000"}, "time_out_of_range"),
        ({"creationDate": "yesterday"}, "time_invalid"),
        ({"type": ""}, "unsupported_record"),
    ],
)
def test_a_record_that_cannot_be_read_costs_itself_only(
    tmp_path: Path, attributes: dict[str, str], reason: str
) -> None:
    noted = '<MetadataEntry key="n" value="{}"/></Record>'
    first, last = (STEPS.replace("/>", ">") + noted.format(name) for name in ("a", "b"))
    items = items_of(tmp_path, export(first, record(**attributes), last))
    kept = [(row["line"], row["metadata"]) for row in rows_of(items)]
    assert kept == [(10, '{"n": "a"}'), (12, '{"n": "b"}')]
    assert rejects_of(items) == [(reason, 11)]
    (reject,) = (item for item in items if isinstance(item, Reject))
    assert reject.raw_text.startswith("<Record ")


def test_an_old_workout_states_its_totals_itself(tmp_path: Path) -> None:
    workout = (
        '<Workout workoutActivityType="HKWorkoutActivityTypeRunning" duration="60" '
        'durationUnit="min" totalDistance="8.5" totalDistanceUnit="km" totalEnergyBurned="69" '
        f'totalEnergyBurnedUnit="kcal" sourceName="Nutrino" {TIMES}>'
        '<MetadataEntry key="HKIndoorWorkout" value="1"/></Workout>'
    )
    assert rows_of(items_of(tmp_path, export(workout)), HEALTH_WORKOUTS) == [
        {
            "person": "me",
            "activity_type": "Running",
            "source_name": "Nutrino",
            "device": None,
            "duration": "60",
            "duration_unit": "min",
            "distance": "8.5",
            "distance_unit": "km",
            "energy": "69",
            "energy_unit": "kcal",
            "started_at": "2024-03-31T06:00:00Z",
            "ended_at": "2024-03-31T06:30:00Z",
            "created_at": "2024-03-31T07:00:00Z",
            "metadata": '{"HKIndoorWorkout": "1"}',
            "time_zone": None,
            "workout_number": "1",
            "line": 10,
        }
    ]


def statistics(kind: str, total: str, unit: str) -> str:
    kind = f"HKQuantityTypeIdentifier{kind}"
    return f'<WorkoutStatistics type="{kind}" {TIMES} sum="{total}" unit="{unit}"/>'


@pytest.mark.parametrize(
    ("parts", "totals"),
    [
        (
            statistics("DistanceWalkingRunning", "1.5", "km")
            + statistics("DistanceCycling", "20.25", "km")
            + statistics("ActiveEnergyBurned", "310", "kcal")
            + statistics("BasalEnergyBurned", "50", "kcal"),
            ("21.75", "km", "310", "kcal"),
        ),
        (
            "<WorkoutActivity>{0}</WorkoutActivity>{0}".format(
                statistics("DistanceCycling", "20", "km")
            ),
            ("20", "km", None, None),
        ),
        (
            statistics("DistanceSwimming", "500", "m") + statistics("DistanceCycling", "20", "km"),
            (None, None, None, None),
        ),
        (
            '<WorkoutStatistics type="HKQuantityTypeIdentifierHeartRate" average="150"/>',
            (None, None, None, None),
        ),
    ],
)
def test_a_new_workout_has_the_sums_of_its_own_statistics(
    tmp_path: Path, parts: str, totals: tuple[str | None, ...]
) -> None:
    workout = f'<Workout workoutActivityType="HKWorkoutActivityTypeOther" {TIMES}>{parts}</Workout>'
    (row,) = rows_of(items_of(tmp_path, export(workout)), HEALTH_WORKOUTS)
    names = ("distance", "distance_unit", "energy", "energy_unit")
    assert tuple(row[name] for name in names) == totals


def test_workouts_that_cannot_be_read_are_rejects(tmp_path: Path) -> None:
    wrong_sum = f"<Workout {TIMES}>{statistics('DistanceCycling', '1,5', 'km')}</Workout>"
    items = items_of(tmp_path, export("<Workout/>", wrong_sum))
    assert rejects_of(items) == [("time_invalid", 10), ("number_invalid", 11)]


def test_activity_summaries_stay_as_they_are_placeholders_as_well(tmp_path: Path) -> None:
    day = (
        '<ActivitySummary dateComponents="2016-04-14" activeEnergyBurned="700.698" '
        'activeEnergyBurnedGoal="680" activeEnergyBurnedUnit="kcal" appleExerciseTime="89" '
        'appleExerciseTimeGoal="30" appleStandHours="16" appleStandHoursGoal="12"/>'
    )
    empty = '<ActivitySummary dateComponents="1969-12-30" activeEnergyBurned="0"/>'
    other_calendar = '<ActivitySummary dateComponents="2567-04-14"/>'
    items = items_of(tmp_path, export(day, empty, other_calendar, "<ActivitySummary/>"))
    rows = [list(row.values()) for row in rows_of(items, HEALTH_SUMMARIES)]
    assert rows == [
        ["me", "2016-04-14", "700.698", "680", "kcal", "89", "30", "16", "12", 10],
        ["me", "1969-12-30", "0", None, None, None, None, None, None, 11],
    ]
    assert rejects_of(items) == [("time_out_of_range", 12), ("date_missing", 13)]


PRESSURE = (
    f'<Correlation type="HKCorrelationTypeIdentifierBloodPressure" {TIMES}>{{}}</Correlation>'
)


def test_records_inside_a_correlation_count_once_and_are_its_members(tmp_path: Path) -> None:
    inside = STEPS.replace("/>", '><MetadataEntry key="n" value="1"/></Record>')
    noted = '<MetadataEntry key="m" value="2"/>'
    pressure = PRESSURE.format(noted + inside + inside)
    items = items_of(tmp_path, export(STEPS, pressure, pressure, STEPS))
    member = {"record_type": "StepCount", "value": "5", "unit": "count"}
    assert [(row["line"], row["metadata"]) for row in rows_of(items)] == [(10, None), (13, None)]
    assert [
        (row["line"], row["correlation_type"], row["metadata"], json.loads(row["members"]))
        for row in rows_of(items, HEALTH_CORRELATIONS)
    ] == [(line, "BloodPressure", '{"m": "2"}', [member, member]) for line in (11, 12)]
    assert rejects_of(items) == []


def test_a_correlation_that_cannot_be_read_costs_itself_only(tmp_path: Path) -> None:
    timeless = PRESSURE.replace("startDate", "begin").format(STEPS)
    nameless = PRESSURE.format("<Record/>")
    items = items_of(tmp_path, export(timeless, nameless, PRESSURE.format(""), STEPS))
    assert rejects_of(items) == [("time_invalid", 10), ("unsupported_record", 11)]
    assert [row["members"] for row in rows_of(items, HEALTH_CORRELATIONS)] == ["[]"]
    assert len(rows_of(items)) == 1


def test_events_of_a_workout_are_records_beside_it(tmp_path: Path) -> None:
    pause = '<WorkoutEvent type="HKWorkoutEventTypePause" date="2024-03-31 08:10:00 +0200"/>'
    lap = pause.replace("Pause", "Lap").replace("/>", ' duration="3.5" durationUnit="min"/>')
    workout = f'<Workout workoutActivityType="HKWorkoutActivityTypeRunning" {TIMES}>{{}}</Workout>'
    items = items_of(tmp_path, export(workout.format(pause + "<WorkoutEvent/>" + lap)))
    assert [
        (row["activity_type"], row["event_type"], row["occurred_at"], row["duration"], row["line"])
        for row in rows_of(items, HEALTH_WORKOUT_EVENTS)
    ] == [
        ("Running", "Pause", "2024-03-31T06:10:00Z", None, 10),
        ("Running", "Lap", "2024-03-31T06:10:00Z", "3.5", 10),
    ]
    assert rejects_of(items) == [("time_invalid", 10)]
    assert len(rows_of(items, HEALTH_WORKOUTS)) == 1


def test_each_kind_that_is_not_read_is_one_reject_with_its_number(tmp_path: Path) -> None:
    beats = "<HeartRateVariabilityMetadataList><Beat/></HeartRateVariabilityMetadataList>"
    audiogram = '<Audiogram type="a &lt; b"/>'
    noted = STEPS.replace("/>", f">{beats}</Record>")
    items = items_of(tmp_path, export(audiogram, audiogram, noted, noted, noted))
    rejects = [item for item in items if isinstance(item, Reject)]
    assert [(item.table, item.line, item.message.split(",")[0]) for item in rejects] == [
        (HEALTH_RECORDS, 10, "The record is of a kind that is not read yet (2 of Audiogram"),
        (
            HEALTH_RECORDS,
            12,
            "The record is of a kind that is not read yet (3 of HeartRateVariabilityMetadataList",
        ),
    ]
    assert rejects[0].raw_text == '<Audiogram type="a &lt; b">'
    assert len(rows_of(items)) == 3


def test_the_export_says_when_it_was_made(tmp_path: Path) -> None:
    items = items_of(tmp_path, export('<ExportDate value="2017-11-07 10:05:13 +0200"/>'))
    assert items == [ExportTime("2017-11-07T08:05:13.000000Z")]
    assert items_of(tmp_path, export('<ExportDate value="soon"/>')) == []


@pytest.mark.parametrize("doctype", ["", DTD, BROKEN_DTD])
def test_the_document_type_is_passed_over_and_lines_still_count(
    tmp_path: Path, doctype: str
) -> None:
    (row,) = rows_of(items_of(tmp_path, export(STEPS, doctype=doctype)))
    assert row["line"] == 3 + doctype.count("\n")


def test_vertical_tabs_of_ios_16_are_taken_away(tmp_path: Path) -> None:
    (row,) = rows_of(items_of(tmp_path, export(record(sourceName="My\x0b Scale"))))
    assert row["source_name"] == "My Scale"


def test_batches_of_a_long_export_lose_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.decoders.apple_health_xml._MOST_ELEMENTS", 3)
    monkeypatch.setattr("ingestion.decoders.apple_health_xml._HEAD_BYTES", 400)
    monkeypatch.setattr("ingestion.decoders.xml_feed._CHUNK", 50)
    noted = '<MetadataEntry key="n" value="{}"/></Record>'
    elements = [
        record(value=str(number)).replace("/>", ">") + noted.format(number) for number in range(20)
    ]
    rows = rows_of(items_of(tmp_path, export(*elements, doctype="")))
    assert [(row["value"], row["metadata"], row["line"]) for row in rows] == [
        (str(number), json.dumps({"n": str(number)}), number + 3) for number in range(20)
    ]


WHOLE = export(*[STEPS] * 3)


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (WHOLE[: WHOLE.rfind(b"<Record") + 30], "malformed.*line 12: .*half a download"),
        (WHOLE[: WHOLE.rfind(b"</Health")], "malformed.*line 13: .*half a download"),
        (WHOLE.replace(b'count"', b"count", 1), "malformed.*line 10: not well-formed"),
        (WHOLE + b"<HealthData/>", "malformed.*line 14: junk"),
        (WHOLE.replace(b"count", b"&unknown;", 1), "malformed.*line 10: undefined entity"),
        (WHOLE.replace(b"count", b"\xff", 1), "malformed.*line 10: not well-formed"),
        (b"<Health/>", "malformed.*does not begin with <HealthData"),
        (export(doctype='<!DOCTYPE x [<!ENTITY a "b">]>'), "entities_forbidden"),
        (export("<!DOCTYPE x [<!entity a 'b'>]>"), "malformed.*line 10"),
        (export("<Deep>" * 200), "malformed.*inside 100 others"),
        (export("<!--" + " " * 2_000_000), "malformed.*text without end"),
        (export(STEPS.replace("count", "c" * 2_000_000)), "malformed.*text without end"),
    ],
)
def test_broken_xml_is_refused_with_its_line(tmp_path: Path, content: bytes, refusal: str) -> None:
    assert re.match(refusal, refusal_of(tmp_path, content))


def test_an_element_with_parts_without_end_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.decoders.apple_health_xml._MOST_PARTS", 10)
    endless = f"<Workout {TIMES}>" + '<MetadataEntry key="k" value="v"/>' * 11
    assert "line 10 has too many parts" in refusal_of(tmp_path, export(endless))


def test_names_without_end_are_counted_together(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.decoders.apple_health_xml._MOST_NAMES", 2)
    items = items_of(tmp_path, export("<A/>", "<B/>", "<C/>", "<D/>", "<A/>"))
    messages = Counter(
        item.message.split("(")[1].split(",")[0] for item in items if isinstance(item, Reject)
    )
    assert messages == {"2 of A": 1, "1 of B": 1, "2 of other": 1}
