"""The `daybook` command as a person meets it: statuses, JSON, and words when things go wrong."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from samples import SAMPLE_AS_OF
from tests.houses import DAYBOOK, PROJECT, House

STEPS = "Date,Steps,Distance (km),Active Calories (kcal)\n2026-06-01,1234,1,100\n"


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A household with one source and one file, and no lake yet."""
    folder = tmp_path / "house"
    (folder / "household").mkdir(parents=True)
    (folder / "household" / "household.yml").write_text(
        "version: 1\ntime_zone: Europe/Amsterdam\ncurrency: EUR\ninbox: ../inbox\n"
        "people:\n  - {id: anna, name: Anna}\n"
        "sources:\n  watch: {profile: fitbit_daily, person: anna}\n",
        "utf-8",
    )
    (folder / "inbox" / "watch").mkdir(parents=True)
    (folder / "inbox" / "watch" / "steps.csv").write_text(STEPS, "utf-8")
    return House(folder, tmp_path / "lake", SAMPLE_AS_OF.isoformat())


def test_ingest_prints_one_json_object_and_nothing_else(house: House) -> None:
    answer = house.daybook("ingest", "--json", str(house.folder / "inbox"))

    content = json.loads(answer.stdout)
    assert {key: content[key] for key in ("landed", "duplicate", "quarantined", "failed")} == {
        "landed": 1,
        "duplicate": 0,
        "quarantined": 0,
        "failed": 0,
    }
    [file] = content["files"]
    assert file["outcome"] == "landed"
    assert file["source"] == "watch"
    assert file["records"] == content["records"] == 1
    assert re.fullmatch("[0-9a-f]{64}", file["content_id"])


def test_a_path_that_does_not_exist_is_wrong_use_and_lands_nothing(house: House) -> None:
    answer = house.daybook("ingest", str(house.folder / "inbox"), "/no/such/file", status=2)

    assert "/no/such/file does not exist" in answer.stderr
    assert not (house.lake / "bronze").exists()


def test_a_wrong_household_is_named_by_file_line_and_remedy(house: House) -> None:
    path = house.folder / "household" / "household.yml"
    path.write_text(path.read_text("utf-8").replace("Amsterdam", "Amstredam"), "utf-8")

    answer = house.daybook("refresh", status=2)

    assert "household.yml:2" in answer.stderr
    assert "Amsterdam" in answer.stderr
    assert "Traceback" not in answer.stderr


def test_a_named_household_folder_that_is_missing_says_how_to_write_one(tmp_path: Path) -> None:
    house = House(tmp_path / "nowhere", tmp_path / "lake", SAMPLE_AS_OF.isoformat())

    answer = house.daybook("status", status=2)

    assert "daybook init" in answer.stderr


def test_a_wrong_as_of_says_how_to_write_it(house: House) -> None:
    assert "2026-07-01T06:00:00Z" in house.daybook("status", "--as-of", "noon", status=2).stderr


def test_a_lake_of_a_newer_version_is_refused_with_the_remedy(house: House) -> None:
    house.lake.mkdir()
    (house.lake / "lake.json").write_text('{"format_version": 99}')

    answer = house.daybook("ingest", str(house.folder / "inbox"), status=2)

    assert "99" in answer.stderr


def test_init_writes_a_household_that_refresh_accepts_and_overwrites_nothing(
    tmp_path: Path,
) -> None:
    house = House(tmp_path, tmp_path / "lake", SAMPLE_AS_OF.isoformat())
    (tmp_path / "household").mkdir()
    first = house.daybook("init", str(tmp_path / "household"))
    written = (tmp_path / "household" / "household.yml").read_text("utf-8")

    again = house.daybook("init", str(tmp_path / "household"))

    assert "wrote" in first.stdout
    assert "wrote" not in again.stdout
    assert (tmp_path / "household" / "household.yml").read_text("utf-8") == written
    house.daybook("ingest", "--json", str(tmp_path / "household" / "household.yml"))


def test_refresh_without_any_source_publishes_empty_tables(tmp_path: Path) -> None:
    (tmp_path / "household").mkdir()
    (tmp_path / "household" / "household.yml").write_text(
        "version: 1\ntime_zone: UTC\ncurrency: EUR\n", "utf-8"
    )
    house = House(tmp_path, tmp_path / "lake", SAMPLE_AS_OF.isoformat())

    content = house.refresh()

    assert content["is_published"]
    assert house.rows("daily_meter_usage") == []
    assert {tile["domain"] for tile in content["brief"]} == {"trust"}


def test_status_names_each_quarantined_file_with_its_remedy(house: House) -> None:
    (house.folder / "inbox" / "watch" / "empty.csv").write_bytes(b"")
    house.refresh()

    answer = house.daybook("status", status=3)

    assert "empty.csv (empty_file)" in answer.stdout
    assert "last good run" in answer.stdout


def test_doctor_finds_nothing_missing(house: House) -> None:
    answer = house.daybook("doctor")

    assert "!!" not in answer.stdout


def test_a_killed_build_is_healed_by_the_next_refresh(house: House) -> None:
    process = subprocess.Popen(
        [str(DAYBOOK), "refresh"],
        cwd=PROJECT,
        env=_environment(house),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    _wait_for(lambda: any(house.lake.glob("silver/*/_delta_log")), seconds=120)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert not (house.lake / "published.json").exists()

    house.refresh()

    assert [row["step_count"] for row in house.rows("daily_activity")] == [1234]
    assert house.daybook("verify").stdout.startswith("equal")


def _environment(house: House) -> dict[str, str]:
    return os.environ | {
        "DAYBOOK_LAKE": str(house.lake),
        "DAYBOOK_HOUSEHOLD": str(house.folder / "household"),
        "DAYBOOK_AS_OF": house.as_of,
    }


def _wait_for(condition: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "what the test waits for did not happen"
        time.sleep(0.05)
