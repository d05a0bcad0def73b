"""The project on a lake in a bucket has the rows of a lake in a folder."""

import os
import subprocess
from pathlib import Path

import pytest

from ingestion.storage.locations import Location, location_of
from runner.tables import read_delta_rows
from tests.buckets import Bucket
from tests.houses import DBT, PROJECT, House, new_house

pytestmark = pytest.mark.slow

# Bookings by the month, and all that describes them; the whole project takes minutes.
BUILD = (
    "build", "--quiet",
    "--select", "+monthly_cash_flow", "silver_operations__built_months",
    "--exclude-resource-type", "test", "unit_test",
)  # fmt: skip
# Which run built which month differs from one lake to another.
BUILT_MONTHS = "silver/silver_operations__built_months"


def test_builds_in_a_bucket_end_with_the_rows_of_builds_in_a_folder(
    tmp_path: Path, bucket: Bucket
) -> None:
    house = new_house(tmp_path, days=40)
    lakes = (location_of(house.lake), location_of(f"s3://{bucket.name}/lake"))
    inbox = house.folder / "inbox"
    late = (inbox / "bank_b/kontoauszug_2026-06.ofx").rename(tmp_path / "june.ofx")
    house.daybook("ingest", *(str(inbox / name) for name in ("bank_a_checking", "bank_a_savings")))
    house.daybook("ingest", str(inbox / "bank_b/kontoauszug_2026-05.ofx"))
    build(house, bucket, lakes)
    first = runs_by_month(lakes[1])

    house.daybook("ingest", str(late))
    build(house, bucket, lakes)

    second = runs_by_month(lakes[1])
    tables = built_tables(house)
    assert {table: rows(lakes[1], table) for table in tables} == {
        table: rows(lakes[0], table) for table in tables
    }
    assert rows(lakes[1], "gold/monthly_cash_flow")
    # Only the month of the late file was built again.
    assert second["2026-05"] == first["2026-05"]
    assert second["2026-06"] != first["2026-06"]


def build(house: House, bucket: Bucket, lakes: tuple[Location, Location]) -> None:
    """Bring all that ingestion wrote into the bucket, and build both lakes."""
    for file in (house.lake / "bronze").rglob("*"):
        if file.is_file():
            bucket.put(f"lake/{file.relative_to(house.lake)}", file.read_bytes())
    for lake in lakes:
        dbt(house, lake)


def dbt(house: House, lake: Location) -> None:
    """Build the selection in a process of its own."""
    environment = {
        "DAYBOOK_LAKE": str(lake),
        "DAYBOOK_AS_OF": house.as_of,
        "DBT_TARGET_PATH": str(house.folder / "target"),
        "DBT_LOG_PATH": str(house.folder / "logs"),
    }
    answer = subprocess.run(
        [str(DBT), *BUILD],
        cwd=PROJECT,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert answer.returncode == 0, answer.stdout + answer.stderr


def built_tables(house: House) -> set[str]:
    """Return the silver and gold tables, as `layer/name`, that are a function of the files."""
    logs = house.lake.glob("[sg]*/*/_delta_log")
    return {str(log.parent.relative_to(house.lake)) for log in logs} - {BUILT_MONTHS}


def rows(lake: Location, table: str) -> list[str]:
    return sorted(str(row) for row in read_delta_rows(lake / table))


def runs_by_month(lake: Location) -> dict[str, str]:
    """Return which run built each month of the bookings."""
    return {
        row["event_month"]: row["built_by"]
        for row in read_delta_rows(lake / BUILT_MONTHS)
        if row["model_name"] == "silver_finance__bookings"
    }
