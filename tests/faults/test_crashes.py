"""A run that dies at any step is finished by the next one, and nothing shows that it died."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ingestion import Lake, ingest, land_household, reconcile, redecode_stale, replay
from ingestion.tables import FILES
from tests.faults.lakes import (
    Crash,
    a_lake,
    crash_at,
    leftovers,
    no_household,
    ofx,
    rows_of,
    state_of,
    states,
    write,
)

STEPS = [
    "while copying",
    "before claim",
    "after claim",
    "after raw",
    "after sidecar",
    "after occurrence",
    "after decode",
    "after records",
    "before commit",
    "after commit",
    "before outcomes",
    "before index",
    "after catalog",
]
PROJECT = Path(__file__).resolve().parents[2]


def an_inbox(folder: Path) -> Path:
    """Write three good files and a bad one."""
    write(folder / "in" / "ha" / "a.csv", states("sensor.a,1,2026-01-31T23:59:59Z", "bad"))
    write(folder / "in" / "ha" / "b.csv", states("sensor.a,2,2026-02-01T00:00:00Z"))
    write(folder / "in" / "bank" / "c.ofx", ofx("20260102 5 A"))
    write(folder / "in" / "bank" / "d.ofx", "OFXHEADER:100\n<OFX><cut")
    return folder / "in"


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the state of a lake where nothing went wrong."""
    folder = tmp_path_factory.mktemp("whole")
    lake = a_lake(folder)
    ingest(lake, no_household(), [an_inbox(folder)])
    return state_of(lake)


def raw_bytes(lake: Lake) -> dict[str, tuple[bytes, int]]:
    """Return the bytes of all raw objects and sidecars, and when they were made."""
    return {
        str(file): (file.read_bytes(), file.stat().st_mtime_ns)
        for file in (lake.path / "bronze/raw").rglob("*")
        if file.is_file()
    }


@pytest.mark.parametrize("call", [1, 3])
@pytest.mark.parametrize("step", STEPS)
def test_the_next_offering_heals_a_crash(
    tmp_path: Path, step: str, call: int, expected: dict[str, Any]
) -> None:
    inbox = an_inbox(tmp_path)
    is_reached_once = step in ("before outcomes", "before index", "after catalog")
    dying = a_lake(tmp_path, crash_at(step, 1 if is_reached_once else call))
    with pytest.raises(Crash):
        ingest(dying, no_household(), [inbox])
    visible = raw_bytes(dying)

    lake = a_lake(tmp_path)
    report = ingest(lake, no_household(), [inbox])
    assert report.exit_status == 0
    assert state_of(lake) == expected
    assert visible.items() <= raw_bytes(lake).items()
    assert leftovers(lake) == []
    counts = report.as_json()
    assert counts["landed"] + counts["duplicate"] + counts["quarantined"] == 4


@pytest.mark.parametrize("step", STEPS[3:])
def test_reconcile_heals_a_crash_though_the_file_is_gone(
    tmp_path: Path, step: str, expected: dict[str, Any]
) -> None:
    inbox = an_inbox(tmp_path)
    lake = a_lake(tmp_path)
    ingest(lake, no_household(), [inbox / "ha" / "b.csv", inbox / "bank"])
    # The last file dies on its way in, and its original is taken away.
    (inbox / "ha" / "b.csv").unlink()
    dying = a_lake(tmp_path, crash_at(step))
    with pytest.raises(Crash):
        ingest(dying, no_household(), [inbox / "ha" / "a.csv"], source="ha")
    (inbox / "ha" / "a.csv").unlink()
    reconcile(lake, no_household(), None)
    states_landed = {row["state"] for row in rows_of(lake, FILES)}
    assert states_landed == {"decoded", "quarantined"}
    assert len(state_of(lake)["files"]) == len(expected["files"])
    assert leftovers(lake) == []


def test_an_unfinished_file_is_in_the_index_as_claimed(tmp_path: Path) -> None:
    inbox = an_inbox(tmp_path)
    dying = a_lake(tmp_path, crash_at("after raw"))
    with pytest.raises(Crash):
        ingest(dying, no_household(), [inbox / "ha" / "a.csv"])
    lake = a_lake(tmp_path)
    redecode_stale(lake, no_household())
    assert [row["state"] for row in rows_of(lake, FILES)] == ["claimed"]


@pytest.mark.parametrize("step", ["after decode", "after records", "before commit", "after commit"])
def test_a_replay_that_dies_leaves_the_former_rows_or_the_new_ones(
    tmp_path: Path, step: str, expected: dict[str, Any]
) -> None:
    inbox = an_inbox(tmp_path)
    lake = a_lake(tmp_path)
    ingest(lake, no_household(), [inbox])
    with pytest.raises(Crash):
        replay(a_lake(tmp_path, crash_at(step, 2)), no_household())
    ingest(lake, no_household(), [])
    assert state_of(lake) == expected
    replay(lake, no_household())
    assert state_of(lake) == expected


@pytest.mark.parametrize("step", STEPS)
def test_the_households_own_files_heal_too(tmp_path: Path, step: str) -> None:
    with pytest.raises(Crash):
        land_household(a_lake(tmp_path, crash_at(step)), no_household())
    lake = a_lake(tmp_path)
    land_household(lake, no_household())
    whole = a_lake(tmp_path / "whole")
    land_household(whole, no_household())
    assert state_of(lake)["months"] == state_of(whole)["months"]


def test_a_killed_process_is_healed(tmp_path: Path, expected: dict[str, Any]) -> None:
    inbox = an_inbox(tmp_path)
    code = (
        "import os, signal, sys\n"
        "from pathlib import Path\n"
        "from ingestion import ingest\n"
        "from tests.faults.lakes import a_lake, no_household\n"
        "def die(point):\n"
        "    if point == 'after records':\n"
        "        os.kill(os.getpid(), signal.SIGKILL)\n"
        f"ingest(a_lake(Path({str(tmp_path)!r}), die), no_household(), [Path({str(inbox)!r})])\n"
    )
    dead = subprocess.run([sys.executable, "-c", code], cwd=PROJECT, env=os.environ, check=False)
    assert dead.returncode == -signal.SIGKILL
    lake = a_lake(tmp_path)
    assert leftovers(lake) != []
    ingest(lake, no_household(), [inbox])
    assert state_of(lake) == expected
    assert leftovers(lake) == []
