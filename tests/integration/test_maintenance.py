"""`daybook maintain` on lakes in a folder and in a bucket: what goes, and what must stay."""

import json
import os
import time
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Literal

import jinja2
import pyarrow as pa
import pytest
from deltalake import write_deltalake

from dbt.adapters.lake.places import place_of
from ingestion import ingest
from ingestion.storage.bucket_access import storage_options
from ingestion.storage.locations import Location, location_of
from ingestion.superseded import superseded_objects
from ingestion.tables import METER_READINGS
from runner.command import main
from runner.dbt_build import run_dbt
from runner.errors import CommandError
from runner.publication import Publication, publish
from runner.settings import PROJECT_FOLDER, Settings
from runner.table_upkeep import TableUpkeep, keep_tables
from runner.tables import open_delta_table, read_delta_table
from tests.faults.lakes import AS_OF, a_household, a_lake, current_rows, rows_of, write

SPENDING = "gold/monthly_spend"
DAY = 86_400


@pytest.fixture(params=["folder", "bucket"])
def lake(request: pytest.FixtureRequest, tmp_path: Path) -> Location:
    if request.param == "folder":
        return location_of(tmp_path / "lake")
    return location_of(f"s3://{request.getfixturevalue('bucket').name}/lake")


def put(
    lake: Location, numbers: list[int], mode: Literal["append", "overwrite"] = "append"
) -> None:
    place = str(lake / SPENDING)
    rows = pa.table({"number": numbers, "event_month": ["2026-01"] * len(numbers)})
    options = storage_options(place)
    if mode == "overwrite":
        write_deltalake(place, rows, mode="overwrite", storage_options=options)
    else:
        months = ["event_month"]
        write_deltalake(place, rows, mode="append", partition_by=months, storage_options=options)


def numbers(lake: Location, version: int | None = None) -> list[int]:
    return sorted(read_delta_table(lake / SPENDING, version)["number"].to_pylist())


def kept(lake: Location, published: Mapping[str, int], *, is_dry: bool = False) -> TableUpkeep:
    (table,) = keep_tables(lake, dict(published), 0, is_dry=is_dry)
    return table


def data_files(lake: Location) -> list[str]:
    return [key for key in (lake / SPENDING).storage.walk("") if key.endswith(".parquet")]


def test_a_month_of_many_pieces_becomes_one_file_with_the_same_rows(lake: Location) -> None:
    for number in range(6):
        put(lake, [number])

    done = kept(lake, {})

    assert done.count_compacted_files == 6
    assert numbers(lake) == list(range(6))
    # What was compacted is not needed any more, and goes with it; a second time finds nothing.
    assert len([key for key in data_files(lake) if "_delta_log" not in key]) == 1
    assert kept(lake, {}).is_anything is False


def test_the_published_version_stays_readable_and_the_others_go(lake: Location) -> None:
    put(lake, [1])
    put(lake, [2], "overwrite")
    put(lake, [3], "overwrite")
    put(lake, [4], "overwrite")

    done = kept(lake, {"monthly_spend": 1})

    assert (done.count_expired_files, done.expired_bytes > 0) == (2, True)
    assert (numbers(lake, 1), numbers(lake)) == ([2], [4])
    assert kept(lake, {"monthly_spend": 1}).is_anything is False
    # Once another version is published, its files go, too.
    assert kept(lake, {"monthly_spend": 3}).count_expired_files == 1
    assert numbers(lake, 3) == [4]


def test_a_dry_run_tells_and_does_nothing(lake: Location) -> None:
    for number in range(5):
        put(lake, [number])
    put(lake, [9], "overwrite")
    before = data_files(lake), open_delta_table(lake / SPENDING).version()

    told = kept(lake, {}, is_dry=True)

    assert told.count_expired_files == 5
    assert (data_files(lake), open_delta_table(lake / SPENDING).version()) == before
    assert kept(lake, {}).count_expired_files == 5


def test_a_long_log_is_shortened_down_to_the_published_version(tmp_path: Path) -> None:
    lake = location_of(tmp_path / "lake")
    for number in range(30):
        put(lake, [number], "overwrite")
    log = tmp_path / "lake" / SPENDING / "_delta_log"
    old = time.time() - 40 * DAY
    for entry in log.iterdir():
        os.utime(entry, (old, old))

    assert kept(lake, {"monthly_spend": 24}).is_log_shortened is True

    versions = sorted(int(entry.name[:20]) for entry in log.glob("*.json"))
    assert versions == list(range(24, 30))
    assert (numbers(lake, 24), numbers(lake)) == ([24], [29])
    assert kept(lake, {"monthly_spend": 24}).is_anything is False


def made(lake: Location, days_ago: list[float]) -> None:
    """Write a version of the table for each of these ages, each in place of the one before."""
    folder = Path(str(lake / SPENDING))
    for number, age in enumerate(days_ago):
        put(lake, [number], "overwrite")
        at = time.time() - age * DAY
        entry = folder / "_delta_log" / f"{number:020}.json"
        actions = [json.loads(line) for line in entry.read_text().splitlines()]
        for action in actions:
            if "add" in action:
                os.utime(folder / action["add"]["path"], (at, at))
            if "remove" in action:
                action["remove"]["deletionTimestamp"] = int(at * 1000)
        entry.write_text("\n".join(map(json.dumps, actions)))
        os.utime(entry, (at, at))


def test_a_version_that_stood_until_lately_stays(tmp_path: Path) -> None:
    lake = location_of(tmp_path / "lake")
    # Old files, of which the last left the table ten days ago; a checkpoint forgets that after 7.
    made(lake, [*range(120, 100, -1), 60, 10, 9])

    results = [list(keep_tables(lake, {}, 30, is_dry=False)) for _ in range(2)]

    assert [(one.count_expired_files, one.is_log_shortened) for (one,) in results] == [
        (20, True),
        (0, False),
    ]
    assert [numbers(lake, version) for version in (20, 21, 22)] == [[20], [21], [22]]


def test_who_keeps_versions_for_longer_keeps_their_entries(tmp_path: Path) -> None:
    lake = location_of(tmp_path / "lake")
    made(lake, [*range(100, 75, -1)])

    for _ in range(2):
        list(keep_tables(lake, {}, 90, is_dry=False))

    assert [numbers(lake, version) for version in (10, 24)] == [[10], [24]]


def test_records_that_were_read_another_way_since_are_taken_away(tmp_path: Path) -> None:
    content = "Zeitpunkt;Bezug (kWh);Einspeisung (kWh)\n01.07.2025 00:00;0,179;0\n"
    write(tmp_path / "in" / "power" / "a.csv", content)
    lake = a_lake(tmp_path)

    def read_as(meter: str) -> list[str]:
        sources = f"  power: {{profile: sample_electricity, meter: {meter}}}\n"
        meters = f"meters: [{{id: {meter}, name: Here, commodity: electricity}}]\n"
        ingest(lake, a_household(tmp_path, sources + meters), [tmp_path / "in"])
        return [row["meter"] for row in current_rows(lake, METER_READINGS)]

    assert read_as("cellar") == ["cellar"] * 2
    assert read_as("attic") == ["attic"] * 2
    (gone,) = superseded_objects(lake, AS_OF + timedelta(days=31))
    assert [row["meter"] for row in rows_of(lake, METER_READINGS)].count("cellar") == 2
    # As long as the time that is kept has not passed since, nothing is superseded.
    assert list(superseded_objects(lake, AS_OF)) == []

    later = (AS_OF + timedelta(days=31)).isoformat()
    assert main(["maintain", "--lake", str(lake.path), "--as-of", later]) == 0

    assert lake.storage.size(gone) is None
    assert {row["meter"] for row in rows_of(lake, METER_READINGS)} == {"attic"}
    # Who goes back to the former way gets its records again.
    assert read_as("cellar") == ["cellar"] * 2


def test_compiled_sql_and_logs_that_nobody_looks_at_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    work = tmp_path / "lake" / ".daybook"
    old = time.time() - 40 * DAY
    for name in ("target/compiled/a.sql", "logs/dbt.log.1", "logs/dbt.log", "target/manifest.json"):
        write(work / name, "x")
    for name in ("target/compiled", "logs/dbt.log.1", "target/manifest.json"):
        os.utime(work / name, (old, old))

    assert main(["maintain", "--lake", str(tmp_path / "lake")]) == 0

    left = sorted(str(path.relative_to(work)) for path in work.rglob("*") if path.is_file())
    assert left == ["logs/dbt.log", "target/manifest.json"]
    assert "2 leftovers" in capsys.readouterr().out


def test_while_another_process_writes_nothing_is_touched(
    lake: Location, capsys: pytest.CaptureFixture[str]
) -> None:
    put(lake, [1])
    lock = place_of(str(lake)).take_lock(str(lake))
    try:
        assert main(["maintain", "--lake", str(lake)]) == 1
    finally:
        lock.release()
    assert "in use" in capsys.readouterr().err
    assert main(["maintain", "--lake", str(lake)]) == 0


def test_the_command_keeps_what_is_young_and_what_is_published(
    lake: Location, capsys: pytest.CaptureFixture[str]
) -> None:
    put(lake, [1])
    put(lake, [2], "overwrite")
    publish(lake, Publication("2026-07-01T06:00:00Z", "run", {"monthly_spend": 0}, ""))

    assert main(["maintain", "--lake", str(lake), "--json"]) == 0

    (table,) = json.loads(capsys.readouterr().out)["tables"]
    assert table["count_expired_files"] == 0
    assert (numbers(lake, 0), numbers(lake)) == ([1], [2])
    assert main(["maintain", "--lake", str(lake), "--keep-days", "0"]) == 2


def test_a_warehouse_is_maintained_by_its_own_statements() -> None:
    macro = (PROJECT_FOLDER / "macros/maintenance/maintenance_statements.sql").read_text("utf-8")
    said: list[list[str]] = []
    module = jinja2.Template(macro).make_module({"return": said.append})

    module.maintenance_statements("gold.monthly_spend", 30)  # type: ignore[attr-defined]

    statements = ["optimize gold.monthly_spend", "vacuum gold.monthly_spend retain 720 hours"]
    assert said == [statements]


def test_the_embedded_engine_points_to_the_command(tmp_path: Path) -> None:
    settings = Settings(location_of(tmp_path / "lake"), None, AS_OF, "local")

    with pytest.raises(CommandError, match="daybook maintain"):
        run_dbt(settings, ["run-operation", "maintain_tables"])


def test_a_warehouse_keeps_the_published_version_by_its_age(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    lake = location_of(tmp_path / "lake")
    publish(lake, Publication("2026-05-01T06:00:00Z", "run", {}, ""))
    monkeypatch.setenv("DAYBOOK_TARGET", "databricks")

    assert main(["maintain", "--lake", str(lake), "--as-of", AS_OF.isoformat()]) == 1
    assert "Run `daybook refresh` first" in capsys.readouterr().err
