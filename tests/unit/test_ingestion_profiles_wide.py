"""What profiles say of tables that providers write in their own way."""

from pathlib import Path

from tests.profiles import problems_of, read

HEAD = "name: my_meter\nversion: 1\nreads: meter_readings\n"
VALUE = "meter: main, unit: kWh, commodity: electricity, flow: import, reading: interval"
WIDE = f"""\
{HEAD}file:
  delimiter: ";"
  unpivot: {{keep: [Day], name: slot, value: energy}}
match: {{begins: "Day;00:00-00:15;"}}
time:
  columns: [Day, slot]
  end_behind: "-"
  formats: ["%d/%m/%Y %H:%M"]
  interval_minutes: 15
values: [{{column: energy, {VALUE}}}]
"""


def test_a_wide_row_is_a_reading_for_each_of_its_columns(tmp_path: Path) -> None:
    content = "Day;00:00-00:15;00:15-00:30;\n01/09/2024;0.5;1;\n02/09/2024;;2;\n"

    rows, rejects = read(tmp_path, WIDE, content, "UTC")

    assert [(row["started_at"], row["ended_at"], row["quantity"]) for row in rows] == [
        ("2024-09-01T00:00:00Z", "2024-09-01T00:15:00Z", "0.5"),
        ("2024-09-01T00:15:00Z", "2024-09-01T00:30:00Z", "1"),
        ("2024-09-02T00:15:00Z", "2024-09-02T00:30:00Z", "2"),
    ]
    assert rejects == []


def test_what_is_wrong_in_a_wide_row_costs_that_cell_or_that_row(tmp_path: Path) -> None:
    content = "Day;00:00-00:15;00:15-00:30\n01/09/2024;x;1\n02/09/2024;1\n"

    rows, rejects = read(tmp_path, WIDE, content, "UTC")

    assert [row["quantity"] for row in rows] == ["1"]
    assert [reject.split(":")[0] for reject in rejects] == ["2 number_invalid", "3 row_ragged"]


def test_a_wide_table_is_recognised_by_how_it_begins() -> None:
    by_header = WIDE.replace('begins: "Day;00:00-00:15;"', "header: [Day, slot, energy]")

    assert "Write begins, with the first texts of the file." in problems_of(by_header)
    assert problems_of(WIDE) == ""


def test_one_cell_can_state_start_and_end(tmp_path: Path) -> None:
    profile = (
        f'{HEAD}time: {{column: Period, end_behind: " to ", formats: ["%Y-%m-%d %H:%M"]}}\n'
        f"values: [{{column: Use, {VALUE}}}]\n"
    )
    content = "Period,Use\n2025-10-19 22:00 to 2025-10-20 00:00,3\n2025-10-20 00:00,4\n"

    rows, rejects = read(tmp_path, profile, content, "UTC")

    assert [(row["started_at"], row["ended_at"]) for row in rows] == [
        ("2025-10-19T22:00:00Z", "2025-10-20T00:00:00Z")
    ]
    assert [reject.split(":")[0] for reject in rejects] == ["3 time_invalid"]


def test_a_flow_written_with_a_minus_counts_as_what_flowed(tmp_path: Path) -> None:
    profile = (
        f'{HEAD}time: {{column: Day, formats: ["%Y-%m-%d"], interval: day}}\n'
        f"values: [{{column: Out, {VALUE}, negate: true}}]\n".replace("import", "export")
    )

    rows, _ = read(tmp_path, profile, "Day,Out\n2025-01-01,-2.5\n2025-01-02,0\n", "UTC")

    assert [row["quantity"] for row in rows] == ["2.5", "0"]


def test_a_bill_covers_the_time_since_the_bill_before_it_across_summer_time(
    tmp_path: Path,
) -> None:
    profile = (
        f'{HEAD}time: {{column: Bill, formats: ["%m/%d/%Y"], stamp: end, interval: to_next,'
        f" interval_minutes: 60480}}\nvalues: [{{column: Use, {VALUE}}}]\n"
    )
    content = "Bill,Use\n04/01/2025,9\n03/28/2025,7\n02/28/2025,5\n"

    rows, _ = read(tmp_path, profile, content, "Europe/Amsterdam")

    # The oldest bill is taken for as long as the next one.
    assert [(row["started_at"], row["ended_at"]) for row in rows] == [
        ("2025-03-27T23:00:00Z", "2025-03-31T22:00:00Z"),
        ("2025-02-27T23:00:00Z", "2025-03-27T23:00:00Z"),
        ("2025-01-30T23:00:00Z", "2025-02-27T23:00:00Z"),
    ]


def test_seconds_since_1970_are_a_time(tmp_path: Path) -> None:
    profile = (
        f'{HEAD}file: {{columns: [time, state]}}\ntime: {{column: time, formats: ["%s"]}}\n'
        f"values: [{{column: state, {VALUE}}}]\n"
    )

    rows, rejects = read(tmp_path, profile, "1735686000,5\n1e9,6\n99999999999,7\n")

    assert [row["started_at"] for row in rows] == ["2024-12-31T23:00:00Z"]
    assert [reject.split(":")[0] for reject in rejects] == [
        "2 time_invalid",
        "3 time_out_of_range",
    ]


def test_what_is_measured_can_stand_above_the_header(tmp_path: Path) -> None:
    profile = (
        f"{HEAD}file: {{skip_lines: 1}}\ntime: {{column: Day}}\nvalues:\n"
        "  - {column: State, meter: a, flow: import, reading: cumulative,"
        " unit: {above: {lines: [1]}, map: {Wasser: m3}},"
        " commodity: {above: {lines: [1]}, map: {Wasser: water}}}\n"
    )

    rows, _ = read(tmp_path, profile, "Wasser\nDay,State\n2025-01-01 10:00,5\n")

    assert [(row["commodity"], row["unit"]) for row in rows] == [("water", "m3")]
