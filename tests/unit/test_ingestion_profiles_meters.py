"""What profiles of meters can say beyond one column and a fixed interval."""

from pathlib import Path

import pytest

from ingestion.profile_model import FieldRule
from tests.profiles import Rows, problems_of, read

HEAD = "name: my_meter\nversion: 1\nreads: meter_readings\n"
VALUE = (
    "values: [{column: Use, meter: main, unit: kWh,"
    " commodity: electricity, flow: import, reading: interval}]\n"
)
DAYS = f"{HEAD}time: {{column: Day, interval: day}}\n{VALUE}".replace(
    "column: Day,", 'column: Day, formats: ["%Y-%m-%d"],'
)
LONG = """\
name: my_meter
version: 1
reads: meter_readings
time:
  columns: [Day, Time]
  end_columns: [End day, End time]
  formats: ["%d-%m-%Y %H:%M"]
values:
  - column: Volume
    meter: {column: EAN, remove: ['="', '"']}
    commodity: {column: Kind, map: {E: electricity, G: gas}}
    flow: {column: Register, map: {In day: import, In night: import, Out: export}}
    register: {column: Register, map: {In day: day, In night: night, Out: ""}}
    unit: {column: Unit}
    reading: interval
"""
LONG_HEADER = "Day,Time,End day,End time,EAN,Kind,Register,Volume,Unit\n"


def spans(rows: Rows) -> list[tuple[str | None, str | None]]:
    """Return start and end of each reading."""
    return [(row["started_at"], row["ended_at"]) for row in rows]


def test_a_row_says_itself_what_flowed_when_and_where(tmp_path: Path) -> None:
    content = LONG_HEADER + '01-07-2025,00:00,01-07-2025,00:15,="0541",E,In night,1.5,kWh\n'
    rows, rejects = read(tmp_path, LONG, content)
    assert rejects == []
    assert rows == [
        {
            "meter": "0541",
            "commodity": "electricity",
            "flow": "import",
            "register": "night",
            "reading": "interval",
            "started_at": "2025-06-30T22:00:00Z",
            "ended_at": "2025-06-30T22:15:00Z",
            "quantity": "1.5",
            "unit": "kWh",
            "is_time_zone_assumed": "true",
        }
    ]


def test_texts_that_the_maps_lack_are_told(tmp_path: Path) -> None:
    content = (
        f"{LONG_HEADER}01-07-2025,00:00,01-07-2025,00:15,1,E,Sideways,1,kWh\n"
        "01-07-2025,00:00,01-07-2025,00:15,1,Heat,Out,1,kWh\n"
    )
    rows, (flow, commodity) = read(tmp_path, LONG, content)
    assert rows == []
    assert flow.startswith("2 flow_unknown")
    assert "'Sideways'" in flow
    assert "name the flow under sources in household.yml" in flow
    assert "'Heat'" in commodity


def test_the_repeated_hour_is_right_where_its_rows_stand_side_by_side(tmp_path: Path) -> None:
    lines = ["01:45,02:00", "02:00,02:15", "02:00,02:15", "02:45,02:00", "02:45,03:00"]
    content = LONG_HEADER + "".join(
        f"26-10-2025,{start},26-10-2025,{end},1,E,{register},1,kWh\n"
        for start, end in (line.split(",") for line in lines)
        for register in ("In night", "Out")
    )
    rows, rejects = read(tmp_path, LONG, content)
    assert rejects == []
    wanted = ["23:45-00:00", "00:00-00:15", "01:00-01:15", "00:45-01:00", "01:45-02:00"]
    found = [f"{str(start)[11:16]}-{str(end)[11:16]}" for start, end in spans(rows)]
    assert found == [span for span in wanted for _ in range(2)]


@pytest.mark.parametrize(
    ("interval", "day", "started_at", "ended_at"),
    [
        ("day", "2025-03-30", "2025-03-29T23:00:00Z", "2025-03-30T22:00:00Z"),
        ("day", "2025-10-26", "2025-10-25T22:00:00Z", "2025-10-26T23:00:00Z"),
        ("day, stamp: end", "2025-10-27", "2025-10-25T22:00:00Z", "2025-10-26T23:00:00Z"),
        ("month", "2025-03-01", "2025-02-28T23:00:00Z", "2025-03-31T22:00:00Z"),
        ("month", "2024-02-29", "2024-01-31T23:00:00Z", "2024-02-29T23:00:00Z"),
        ("month, stamp: end", "2025-01-01", "2024-11-30T23:00:00Z", "2024-12-31T23:00:00Z"),
    ],
)
def test_calendar_days_and_months_are_as_long_as_they_are(
    tmp_path: Path, interval: str, day: str, started_at: str, ended_at: str
) -> None:
    profile = DAYS.replace("interval: day", f"interval: {interval}")
    rows, _ = read(tmp_path, profile, f"Day,Use\n{day},1\n")
    assert spans(rows) == [(started_at, ended_at)]


def test_the_length_of_an_interval_can_stand_in_the_file(tmp_path: Path) -> None:
    lengths = 'interval_minutes: {column: Unit, map: {QUARTER: "15", DAY: day}}'
    profile = DAYS.replace("interval: day", lengths).replace('["%Y-%m-%d"]', '["%Y-%m-%d %H:%M"]')
    content = "Day,Use,Unit\n" + "".join(
        f"2025-07-01 00:00,1,{unit}\n" for unit in ("QUARTER", "DAY", "WEEK", "")
    )
    rows, rejects = read(tmp_path, profile, content, "UTC")
    assert [row["ended_at"] for row in rows] == ["2025-07-01T00:15:00Z", "2025-07-02T00:00:00Z"]
    assert [reject.split(":")[0] for reject in rejects] == [
        "4 interval_unknown",
        "5 interval_unknown",
    ]
    assert "'WEEK'" in rejects[0]


def test_an_interval_to_the_next_row_is_as_long_as_the_one_before_at_the_end_of_a_run(
    tmp_path: Path,
) -> None:
    profile = DAYS.replace("interval: day", "interval: to_next, interval_minutes: 10")
    profile = profile.replace('["%Y-%m-%d"]', '["%H:%M %Y-%m-%d"]')
    stamps = ["10:00", "10:10", "10:20", "08:00", "08:01", "08:02", "08:02", "never", "09:00"]
    content = "Day,Use\n" + "".join(f"{stamp} 2025-07-01,1\n" for stamp in stamps)
    rows, (reject,) = read(tmp_path, profile, content, "UTC")
    assert [str(start)[11:16] + str(end)[10:16] for start, end in spans(rows)] == [
        *("10:00T10:10", "10:10T10:20", "10:20T10:30"),
        *("08:00T08:01", "08:01T08:02", "08:02T08:03", "08:02T08:03", "09:00T09:01"),
    ]
    assert reject.startswith("9 time_invalid")


def test_abbreviations_of_zones_are_passed_over_beside_an_offset(tmp_path: Path) -> None:
    profile = DAYS.replace('["%Y-%m-%d"]', '["%Y-%m-%d %H:%M %Z%z", "%Y-%m-%d"]')
    profile = profile.replace("interval: day", "interval_minutes: 60")
    content = "Day,Use\n2024-06-01 00:00 CEST+0200,1\n2024-06-02,1\n2024-06-03 00:00 +0200,1\n"
    rows, rejects = read(tmp_path, profile, content, "UTC")
    assert [(row["started_at"], row["is_time_zone_assumed"]) for row in rows] == [
        ("2024-05-31T22:00:00Z", "false"),
        ("2024-06-02T00:00:00Z", "true"),
        ("2024-06-02T22:00:00Z", "false"),
    ]
    assert rejects == []


def test_some_texts_mean_no_number_and_some_are_taken_out_of_numbers(tmp_path: Path) -> None:
    profile = f'{DAYS}missing: [NaN, "-"]\nfile: {{remove: ["~", " kWh"]}}\n'
    content = "Day,Use\n2025-07-01,NaN\n2025-07-02,-\n2025-07-03,~1.5 kWh\n2025-07-04,nan\n"
    rows, (reject,) = read(tmp_path, profile, content)
    assert [row["quantity"] for row in rows] == ["1.5"]
    assert reject.startswith("5 number_invalid")


def test_rows_to_pass_over_are_named_by_text_beginning_or_emptiness(tmp_path: Path) -> None:
    skips = (
        'skip_rows_where:\n  - {column: Day, begins: [Total, Summe], values: ["-"]}\n'
        "  - {column: Use, empty: true}\n"
    )
    content = "Day,Use\nTotal of 2025,9\n-,9\n2025-07-01,1\nnever,\nother,1\n"
    rows, (reject,) = read(tmp_path, DAYS + skips, content)
    assert [row["quantity"] for row in rows] == ["1"]
    assert reject.startswith("6 time_invalid")


def test_a_meter_is_named_above_the_header(tmp_path: Path) -> None:
    named = DAYS.replace("meter: main", "meter: {above: {lines: [1, 3], cell: 2}}")
    labelled = DAYS.replace("meter: main", "meter: {above: {label: Serial}, map: {'7': roof}}")
    content = ",TRIPOWER\nSerial:,,7\n,XX\nDay,Use\n2025-07-01,1\n"
    form = "file: {header_begins: Day}\n"
    ((by_lines,), _) = read(tmp_path, named + form, content)
    ((by_label,), _) = read(tmp_path, labelled + form, content)
    ((by_skipped,), _) = read(tmp_path, named + "file: {skip_lines: 3}\n", content)
    assert by_lines["meter"] == by_skipped["meter"] == "TRIPOWER XX"
    assert by_label["meter"] == "roof"


def test_a_meter_that_is_missing_above_the_header_is_told(tmp_path: Path) -> None:
    profile = DAYS.replace("meter: main", "meter: {above: {label: Serial}}")
    _, (reject,) = read(
        tmp_path, f"{profile}file: {{skip_lines: 1}}\n", "Number,7\nDay,Use\n2025-07-01,1\n"
    )
    assert reject.startswith("3 meter_missing")


def test_a_source_says_the_flow_of_a_profile_that_leaves_it_open(tmp_path: Path) -> None:
    profile = DAYS.replace("flow: import", "flow: by_source")
    content = "Day,Use\n2025-07-01,1\n"
    _, (reject,) = read(tmp_path, profile, content)
    assert "name the flow under sources in household.yml" in reject
    overrides = {"flow": FieldRule(constant="export")}
    ((row,), _) = read(tmp_path, profile, content, overrides=overrides)
    assert row["flow"] == "export"


def test_json_is_read_like_a_table(tmp_path: Path) -> None:
    profile = f"{DAYS}file: {{format: json, rows: days}}\nmatch: {{keys: [days.Day, days.Use]}}\n"
    profile = profile.replace("column: Day", "column: days.Day")
    profile = profile.replace("column: Use", "column: days.Use").replace(
        "unit: kWh", "unit: {column: unit}"
    )
    content = """{"days": [
        {"Day": "2025-07-01", "Use": 1.50},
        {"Day": "2025-07-02", "Use": null},
        {"Day": "2025-07-03", "Use": 1e999},
        5
    ], "unit": "Wh"}"""
    rows, rejects = read(tmp_path, profile, content)
    assert [(row["quantity"], row["unit"]) for row in rows] == [("1.5", "Wh")]
    assert [reject.split(":")[0] for reject in rejects] == [
        "4 number_invalid",
        "5 row_not_an_object",
    ]
    assert read(tmp_path, profile, '{"days": []}') == ([], [])


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("column: Day,", "", "column is missing in time"),
        ("column: Day,", "column: Day, columns: [Day],", "columns does not go together with col"),
        ("interval: day", "interval: day, interval_minutes: 5", "does not go together with"),
        ("interval: day", "interval: to_next", "to_next needs interval_minutes"),
        ("interval: day", "interval: week", "interval"),
        ("interval: day", "interval_minutes: {column: L, map: {a: b}}", "minutes in quotes, day"),
        ("flow: import", "flow: {column: F}", "map is missing"),
        ("flow: import", "flow: up", "flow"),
        ("version: 1", "version: 1\nfile: {rows: a}", "rows means nothing in the format csv"),
        (
            "version: 1",
            'version: 1\nfile: {format: json, delimiter: ";"}',
            "delimiter means nothing in the format json",
        ),
        ("version: 1", "version: 1\nmatch: {keys: [a]}", "match needs header"),
        ("version: 1", "version: 1\nmatch: {}", "match"),
        (
            "version: 1",
            "version: 1\nfile: {columns: [Day, Use]}\nmatch: {header: [Day, Use]}",
            "not recognised by its header",
        ),
        ("version: 1", "version: 1\nfile: {columns: [Day, Power]}", "The column Use is used"),
        ("version: 1", "version: 1\nfile: {encoding: [utf-8, klingon]}", "klingon is no encoding"),
        ("version: 1", "version: 1\nskip_rows_where: {column: Day}", "skip_rows_where"),
    ],
)
def test_a_profile_that_contradicts_itself_is_told(old: str, new: str, words: str) -> None:
    assert old in DAYS
    assert words in problems_of(DAYS.replace(old, new, 1))
