"""A lake outlives the code that wrote it: that of an earlier commit, and a model since changed."""

import io
import json
import shutil
import subprocess
import tarfile
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pyarrow import parquet

from tests.houses import PROJECT, House
from tests.truths import KEYS

pytestmark = pytest.mark.slow

# The first state of the project of which somebody could have a lake.
EARLIER = "c3bcb6c9431ab8f34b0d4ecd4626f252e9c4d12d"
AS_OF = "2026-07-01T06:00:00+00:00"

CHANGED = "silver_home__sensor_states"
CHANGE = ("        state_value,\n", "        state_value + 0.25 as state_value,\n")


@pytest.fixture(scope="module")
def earlier_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """Return a household with a lake, both written by the code of the earlier commit."""
    archive = git("archive", EARLIER)
    if archive is None:
        pytest.skip(f"this checkout has no history back to {EARLIER[:7]}: git fetch --unshallow")
    folder = tmp_path_factory.mktemp("upgrade")
    with tarfile.open(fileobj=io.BytesIO(archive)) as files:
        files.extractall(folder / "code", filter="data")
    house = House(folder / "house", folder / "lake", AS_OF, folder / "code")
    # It asks for the household's folder before it writes it.
    house.daybook("sample", str(house.folder), "--days", "20", "--household", str(folder))
    house.refresh()
    return house


@pytest.fixture(scope="module")
def upgraded_house(earlier_house: House, tmp_path_factory: pytest.TempPathFactory) -> House:
    """Return the same household and lake after a refresh by the present code."""
    house = replace(earlier_house.copy(tmp_path_factory.mktemp("upgraded")), code=PROJECT)
    house.refresh()
    return house


def test_the_earlier_lake_was_written_by_the_earlier_code(earlier_house: House) -> None:
    manifest = read_manifest(earlier_house)

    assert "model.daybook.nightly_sleep" not in manifest["nodes"]
    assert "macro.dbt_lake.lake__dateadd" not in manifest["macros"]
    assert not (earlier_house.lake / "bronze" / "bronze_household__corrections").exists()


def test_a_lake_of_an_earlier_commit_becomes_what_its_raw_files_say_now(
    upgraded_house: House, tmp_path: Path
) -> None:
    rebuilt = replace(upgraded_house, lake=tmp_path / "rebuilt")

    answer = upgraded_house.daybook("verify", "--scratch", str(rebuilt.lake))

    assert answer.stdout.startswith("equal")
    for table in KEYS:
        assert upgraded_house.rows_as_text(table) == rebuilt.rows_as_text(table), table
    assert len(upgraded_house.rows("daily_meter_usage")) > 0


def test_records_from_before_a_column_was_declared_are_read_with_those_after(
    upgraded_house: House,
) -> None:
    folder = upgraded_house.lake / "bronze" / "bronze_household__settings"
    files = [parquet.ParquetFile(path) for path in folder.glob("*/[!.]*.parquet")]
    assert {"valid_from" in file.schema_arrow.names for file in files} == {True, False}

    shown = upgraded_house.dbt(
        "show", "--output", "json", "--quiet", "--inline",
        "select count(*) as records, count(valid_from) as dated"
        " from {{ ref('bronze_household__settings') }}",
    )  # fmt: skip

    records = sum(file.metadata.num_rows for file in files)
    assert json.loads(shown)["show"] == [{"records": records, "dated": 0}]


def test_a_changed_model_rebuilds_itself_and_what_depends_on_it_and_nothing_else(
    small_house: House, tmp_path: Path
) -> None:
    house = replace(small_house.copy(tmp_path), code=tmp_path / "code")
    copy_project(house.code)
    [model] = (house.code / "models").rglob(f"{CHANGED}.sql")
    model.write_text(model.read_text("utf-8").replace(*CHANGE), "utf-8")
    before = house.versions()

    house.refresh()

    after = house.versions()
    manifest = read_manifest(house)
    tables = month_tables(manifest).items()
    changed = {id_ for id_, table in tables if after[table] != before[table]}
    assert {f"model.daybook.{CHANGED}", "model.daybook.daily_room_climate"} <= changed
    assert changed <= depending_on(manifest, f"model.daybook.{CHANGED}")
    assert house.daybook("verify").stdout.startswith("equal")


def read_manifest(house: House) -> dict[str, Any]:
    """Return dbt's manifest of the last refresh."""
    text = (house.lake / ".daybook" / "target" / "manifest.json").read_text("utf-8")
    manifest: dict[str, Any] = json.loads(text)
    return manifest


def month_tables(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return the tables that are built by months, by node."""
    return {
        id_: f"{node['schema']}/{node['name']}"
        for id_, node in manifest["nodes"].items()
        if node["config"]["materialized"] == "months"
    }


def depending_on(manifest: Mapping[str, Any], id_: str) -> set[str]:
    """Return a node with all that are computed from it."""
    children = (depending_on(manifest, child) for child in manifest["child_map"][id_])
    return {id_}.union(*children)


def copy_project(folder: Path) -> None:
    """Copy the project as it stands, without what git ignores."""
    listed = git("ls-files", "--cached", "--others", "--exclude-standard", "-z") or b""
    for name in filter(None, listed.decode().split("\0")):
        if (PROJECT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(PROJECT / name, folder / name)


def git(*arguments: str) -> bytes | None:
    """Run git in the project; None where it fails."""
    answer = subprocess.run(["git", *arguments], cwd=PROJECT, capture_output=True, check=False)
    return None if answer.returncode else answer.stdout
