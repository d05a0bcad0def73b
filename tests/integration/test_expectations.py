"""Great Expectations judges bronze: good files pass, broken ones are named."""

import json
import os
import re
from pathlib import Path

import pytest

from ingestion import ingest
from ingestion.tables import PARTITION, TABLES
from observability.bronze_expectations import (
    SUITES,
    ExpectationError,
    ExpectationReport,
    columns_of,
    main,
    read_suite,
    tables_with_suites,
    validate,
)
from samples import write_sample
from tests.faults.lakes import STATES_HEADER, a_lake, no_household, outcome_of

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
        suite = read_suite(table)
        assert suite["name"] == table
        types = [one["type"] for one in suite["expectations"]]
        assert "expect_table_row_count_to_be_between" in types
        assert all(one["meta"]["reason"] for one in suite["expectations"])
        assert set(columns_of(suite)) <= {name for name, _ in TABLES[table].columns} | {PARTITION}


def test_suites_are_stored_as_plain_data() -> None:
    for path in SUITES.glob("*.json"):
        assert set(json.loads(path.read_text(encoding="utf-8"))) == {"name", "expectations"}
