"""Great Expectations judges bronze: good files pass, broken ones are named."""

import json
import os
import re
from pathlib import Path

import pytest

from ingestion import ingest, open_lake
from ingestion.storage.locations import Location
from ingestion.tables import EXPECTATION_RESULTS, PARTITION, TABLES
from observability.bronze_expectations import main, suite_of, tables_with_suites, validate
from observability.source_expectations import judge_sources, sources_of
from observability.suites import SUITES, ExpectationError, ExpectationReport, columns_of
from runner.tables import read_record_rows
from samples import write_sample
from tests.buckets import Bucket
from tests.faults.lakes import (
    AS_OF,
    STATES_HEADER,
    a_lake,
    no_household,
    outcome_of,
    rows_of,
    write,
)

STATES = "bronze_home_assistant__states"


def lake_with(folder: Path, text: str) -> Path:
    """Land one history download of the given lines."""
    file = folder / "history.csv"
    file.write_text(STATES_HEADER + text, encoding="utf-8")
    lake = a_lake(folder)
    landed = ingest(lake, no_household(), [file])
    assert outcome_of(landed) == ("landed", None)
    return lake.path


def unmet(report: ExpectationReport) -> list[tuple[str, str | None, int]]:
    return [
        (one.expectation, one.column, one.count_unexpected) for one in report.rows if not one.is_met
    ]


def test_the_sample_household_meets_every_expectation(tmp_path: Path) -> None:
    sample = write_sample(tmp_path / "sample", days=30)
    lake = a_lake(tmp_path)
    ingest(lake, no_household(), [sample.inbox / "home_assistant"])
    report = validate(lake.path, STATES)
    assert report.is_met, unmet(report)
    assert int(report.rows[0].observed) > 1000


@pytest.mark.real_data
def test_published_files_meet_every_expectation(tmp_path: Path) -> None:
    if "DAYBOOK_REAL_DATA" not in os.environ:
        pytest.skip("DAYBOOK_REAL_DATA names no folder with real files")
    files = Path(os.environ["DAYBOOK_REAL_DATA"]) / "smart_home" / "ha_history_wkcollis"
    lines = sum(
        len(file.read_text(encoding="utf-8").splitlines()) - 1 for file in files.glob("*.csv")
    )
    lake = a_lake(tmp_path)
    ingest(lake, no_household(), sorted(files.glob("*.csv")))
    report = validate(lake.path, STATES)
    assert report.is_met, unmet(report)
    assert int(report.rows[0].observed) == lines


def test_a_broken_file_is_reported_with_the_number_of_its_rows(tmp_path: Path) -> None:
    lake = lake_with(
        tmp_path,
        "sensor.bath,20.5,2026-03-28T10:00:00Z\n"
        "Living Room,20.5,2026-03-28T10:00:00Z\n"
        "sensor.bath,unavailable,2026-03-28T11:00:00Z\n"
        "sensor.bath,unknown,2026-03-28T12:00:00Z\n"
        "sensor.bath,unavailable,2026-03-28T13:00:00Z\n",
    )
    report = validate(lake, STATES)
    assert unmet(report) == [
        ("expect_column_values_to_match_regex", "entity_id", 1),
        ("expect_column_values_to_not_be_in_set", "state", 3),
    ]


def test_a_table_without_rows_does_not_pass(tmp_path: Path) -> None:
    lake = a_lake(tmp_path)
    assert unmet(validate(lake.path, STATES)) == [
        ("expect_table_row_count_to_be_between", None, 0),
    ]


def test_one_month_is_judged_alone(tmp_path: Path) -> None:
    lake = lake_with(
        tmp_path, "Living Room,20.5,2026-02-28T10:00:00Z\nsensor.bath,20.5,2026-03-28T10:00:00Z\n"
    )
    assert not validate(lake, STATES, "2026-02").is_met
    assert validate(lake, STATES, "2026-03").is_met


def test_the_command_ends_with_the_status_and_the_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lake = lake_with(tmp_path, "sensor.bath,20.5,2026-03-28T10:00:00Z\n")
    assert main(["--lake", str(lake), STATES]) == 0
    assert f"{STATES}: met" in capsys.readouterr().out
    assert main(["--lake", str(lake), "--event-month", "2020-01"]) == 1
    assert "it holds no state at all" in capsys.readouterr().out
    assert main(["--lake", str(lake), "bronze_unknown"]) == 2
    assert f"Name one of: {STATES}" in capsys.readouterr().err


def test_a_folder_that_is_no_lake_is_refused_with_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(ExpectationError, match=re.escape("Ingest files into this lake first")):
        validate(tmp_path, STATES)


def test_every_suite_counts_rows_and_gives_its_reasons() -> None:
    assert tables_with_suites() == [STATES]
    for table in tables_with_suites():
        suite = suite_of(table)
        assert suite["name"] == table
        types = [one["type"] for one in suite["expectations"]]
        assert "expect_table_row_count_to_be_between" in types
        assert all(one["meta"]["reason"] for one in suite["expectations"])
        assert set(columns_of(suite)) <= {name for name, _ in TABLES[table].columns} | {PARTITION}


def test_suites_are_stored_as_plain_data() -> None:
    for path in SUITES.glob("*.json"):
        assert set(json.loads(path.read_text(encoding="utf-8"))) == {"name", "expectations"}


def lake_of_days(folder: Path, *counts: int) -> Path:
    """Land one history download a day, each with so many states."""
    lake = a_lake(folder)
    for day, count in enumerate(counts, start=1):
        rows = (f"sensor.bath,{n},2026-03-{day:02}T10:{n:02}:00Z\n" for n in range(count))
        text = STATES_HEADER + "".join(rows)
        file = write(folder / "inbox" / "history" / f"day {day}.csv", text)
        ingest(lake, no_household(), [file], source="history")
    return lake.path


@pytest.mark.parametrize(
    ("counts", "columns"),
    [
        ((20, 22, 21, 19), []),
        ((20, 22, 21, 5), ["file_size_bytes", "count_records"]),
        ((20, 22, 21, 55), ["file_size_bytes", "count_records"]),
        ((5, 20, 22, 21), []),
    ],
)
def test_the_newest_file_of_a_source_is_judged_by_those_before_it(
    tmp_path: Path, counts: tuple[int, ...], columns: list[str]
) -> None:
    (report,) = judge_sources(lake_of_days(tmp_path, *counts), None)
    assert report.subject == "source history"
    assert [column for _, column, _ in unmet(report)] == columns


def test_a_young_source_is_not_judged_yet(tmp_path: Path) -> None:
    lake = lake_of_days(tmp_path, 20, 1, 50)
    assert [one.is_learning for one in sources_of(lake)] == [True]
    assert judge_sources(lake, None) == []


def test_a_household_has_expectations_of_its_own_for_a_source(tmp_path: Path) -> None:
    lake = lake_of_days(tmp_path, 20, 22, 21, 5)
    any_number = {
        "type": "expect_column_values_to_be_between",
        "kwargs": {"column": "count_records", "min_value": 5},
        "meta": {"reason": "Some days are quiet."},
    }
    own = {"name": "history", "expectations": [any_number]}
    file = write(tmp_path / "household" / "expectations" / "history.json", json.dumps(own))
    assert [one.is_met for one in judge_sources(lake, tmp_path / "household")] == [True]

    write(file, '{"expectations": [{"type": "x"}]}')
    with pytest.raises(ExpectationError, match=r"history\.json is no suite .*It needs name"):
        judge_sources(lake, tmp_path / "household")


def test_a_lake_in_a_bucket_is_judged_as_one_in_a_folder(bucket: Bucket, tmp_path: Path) -> None:
    rows = (
        f"{STATES_HEADER}sensor.bath,20.5,2026-03-28T10:00:00Z\nLiving Room,1,2026-04-01T10:00Z\n"
    )
    file = write(tmp_path / "history.csv", rows)
    address = f"s3://{bucket.name}/our/lake"
    ingest(open_lake(address, AS_OF), no_household(), [file])

    assert main(["--lake", address, "--event-month", "2026-03", STATES]) == 0
    assert main(["--lake", address, "--record"]) == 1
    assert main(["--lake", "gs://bucket/lake"]) == 2

    recorded = read_record_rows(Location(address) / "bronze" / EXPECTATION_RESULTS)
    unmet = [row["column_name"] for row in recorded if row["outcome"] == "not_met"]
    assert unmet == ["entity_id"]


def test_results_become_rows_of_bronze(tmp_path: Path) -> None:
    lake = lake_of_days(tmp_path, 20, 22, 21, 5)
    assert main(["--lake", str(lake), "--record", "--as-of", "2026-07-01T06:00:00+00:00"]) == 1

    rows = rows_of(a_lake(tmp_path), EXPECTATION_RESULTS)

    subjects = {row["subject"] for row in rows}
    assert subjects == {STATES, "source history"}
    unmet_columns = [row["column_name"] for row in rows if row["outcome"] == "not_met"]
    assert unmet_columns == ["file_size_bytes", "count_records"]
    assert {row["judged_at"] for row in rows} == {"2026-07-01T06:00:00.000000Z"}
