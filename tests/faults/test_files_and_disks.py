"""A full disk, missing rights, files that change, conflicting bytes."""

import contextlib
import importlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingestion import ingest, land_household
from ingestion.tables import FILES, STATES
from tests.faults.lakes import (
    a_lake,
    current_rows,
    leftovers,
    no_household,
    outcome_of,
    rows_of,
    state_of,
    states,
    write,
)

NOBODY = 65534
# The times of a file that was written just now are not trusted yet.
SETTLING_SECONDS = 0.1


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Mount a disk of one megabyte."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)],
        capture_output=True,
        text=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip(f"no right to mount a small disk: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def fill(ballast: Path) -> None:
    """Write until no byte more fits."""
    with ballast.open("wb", buffering=0) as stream, contextlib.suppress(OSError):
        while stream.write(b"x" * 4096):
            continue


def many_states(count: int) -> str:
    """Return a file of about 45 bytes a row."""
    return states(*(f"sensor.a,{n},2026-01-01T00:00:00.{n % 1000:03d}Z" for n in range(count)))


def test_a_full_disk_fails_the_file_keeps_the_others_and_heals(
    tmp_path: Path, small_disk: Path
) -> None:
    write(tmp_path / "in" / "a.csv", states("sensor.a,1,2026-01-01T00:00:00Z"))
    large = write(tmp_path / "in" / "b.csv", many_states(40_000))
    write(tmp_path / "in" / "c.csv", states("sensor.a,2,2026-01-01T00:00:00Z"))
    lake = a_lake(small_disk)
    report = ingest(lake, no_household(), [tmp_path / "in"])
    assert [(one.outcome, one.reason) for one in report.outcomes] == [
        ("landed", None),
        ("failed", "disk_full"),
        ("landed", None),
    ]
    assert report.exit_status == 1
    assert "Free some space" in str(report.outcomes[1].message)
    assert not [name for name in leftovers(lake) if "incoming" in name]
    assert {row["state"] for row in current_files(small_disk)} <= {"decoded", "claimed"}

    subprocess.run(["mount", "-o", "remount,size=50m", str(small_disk)], check=True)
    report = ingest(a_lake(small_disk), no_household(), [tmp_path / "in"])
    assert report.exit_status == 0
    assert len(current_rows(lake, STATES)) == 40_002
    whole = a_lake(tmp_path)
    ingest(whole, no_household(), [tmp_path / "in"])
    assert state_of(a_lake(small_disk)) == state_of(whole)
    assert leftovers(lake) == []
    assert large.exists()


def current_files(folder: Path) -> list[dict[str, object]]:
    """Return the rows of the index of files."""
    return rows_of(a_lake(folder), FILES)


def test_a_disk_without_any_room_is_told_for_every_file(tmp_path: Path, small_disk: Path) -> None:
    lake = a_lake(small_disk)
    land_household(lake, no_household())
    fill(small_disk / "ballast")
    file = write(tmp_path / "a.csv", states("sensor.a,1,2026-01-01T00:00:00Z"))
    report = ingest(lake, no_household(), [file])
    assert outcome_of(report) == ("failed", "disk_full")
    assert report.exit_status == 1
    assert "The outcomes are not in the lake: The disk of the lake is full" in report.problems[0]
    (small_disk / "ballast").unlink()
    assert outcome_of(ingest(lake, no_household(), [file])) == ("landed", None)
    assert leftovers(lake) == []


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Return a folder that every user may enter."""
    folder = Path(tempfile.mkdtemp(prefix="daybook-rights-"))
    folder.chmod(0o777)
    yield folder
    for path in folder.rglob("*"):
        if path.is_dir() and not path.is_symlink():
            path.chmod(0o700)
    shutil.rmtree(folder)


def as_nobody(folder: Path) -> dict[str, object]:
    """Ingest `<folder>/in` as a user without rights and return the report's JSON."""
    ready, answer = os.pipe()
    # Loaded before: a user without rights might not be able to read them.
    for module in ("pyarrow.parquet", "ingestion.index_files", "ingestion.commands"):
        importlib.import_module(module)
    child = os.fork()
    if child == 0:
        status = 1
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            report = ingest(a_lake(folder), no_household(), [folder / "in"])
            text = json.dumps({**report.as_json(), "exit_status": report.exit_status})
            os.write(answer, text.encode())
            status = 0
        finally:
            os._exit(status)
    os.close(answer)
    with os.fdopen(ready, "rb") as stream:
        found: dict[str, object] = json.loads(stream.read())
    assert os.waitpid(child, 0)[1] == 0
    return found


def test_files_and_folders_without_rights_fail_and_the_others_land(open_folder: Path) -> None:
    write(open_folder / "in" / "a.csv", states("sensor.a,1,2026-01-01T00:00:00Z"))
    write(open_folder / "in" / "b.csv", states("sensor.a,2,2026-01-01T00:00:00Z")).chmod(0)
    write(open_folder / "in" / "secret" / "c.csv", "x").parent.chmod(0)
    report = as_nobody(open_folder)
    files = report["files"]
    assert isinstance(files, list)
    assert [(one["outcome"], one["reason"]) for one in files] == [
        ("landed", None),
        ("failed", "permission_denied"),
        ("failed", "permission_denied"),
    ]
    assert report["exit_status"] == 1
    assert "Give this user the rights" in files[1]["message"]


def test_a_lake_without_rights_fails_every_file(open_folder: Path) -> None:
    write(open_folder / "in" / "a.csv", states("sensor.a,1,2026-01-01T00:00:00Z"))
    time.sleep(SETTLING_SECONDS)
    as_nobody(open_folder)
    write(open_folder / "in" / "b.csv", states("sensor.a,2,2026-01-01T00:00:00Z"))
    (open_folder / "lake" / "bronze" / ".work").chmod(0o500)
    (open_folder / "lake" / "bronze" / "claims").chmod(0o500)
    report = as_nobody(open_folder)
    files = report["files"]
    assert isinstance(files, list)
    assert [(one["outcome"], one["reason"]) for one in files] == [
        ("duplicate", "already_landed"),
        ("failed", "permission_denied"),
    ]


def test_a_file_that_changes_once_is_read_again(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", states("sensor.a,1,2026-01-01T00:00:00Z"))
    calls: list[str] = []

    def writer(point: str) -> None:
        if point == "while copying" and not calls:
            calls.append(point)
            with file.open("a") as stream:
                stream.write("sensor.a,2,2026-01-01T00:00:01Z\n")

    lake = a_lake(tmp_path, writer)
    assert outcome_of(ingest(lake, no_household(), [file])) == ("landed", None)
    assert [row["state"] for row in current_rows(lake, STATES)] == ["1", "2"]


def test_a_file_that_keeps_changing_fails_and_lands_later(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", states("sensor.a,1,2026-01-01T00:00:00Z"))

    def writer(point: str) -> None:
        if point == "while copying":
            with file.open("a") as stream:
                stream.write("sensor.a,2,2026-01-01T00:00:01Z\n")

    lake = a_lake(tmp_path, writer)
    report = ingest(lake, no_household(), [file])
    assert outcome_of(report) == ("failed", "changed_while_reading")
    assert report.exit_status == 1
    assert rows_of(lake, FILES) == []
    assert outcome_of(ingest(a_lake(tmp_path), no_household(), [file])) == ("landed", None)


def test_a_file_that_goes_away_fails(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", states("sensor.a,1,2026-01-01T00:00:00Z"))

    def remover(point: str) -> None:
        if point == "while copying":
            file.unlink()

    lake = a_lake(tmp_path, remover)
    assert outcome_of(ingest(lake, no_household(), [file])) == ("failed", "source_missing")


@pytest.mark.parametrize("damage", [b"x", None])
def test_other_bytes_in_the_raw_place_are_reported_and_never_overwritten(
    tmp_path: Path, damage: bytes | None
) -> None:
    file = write(tmp_path / "a.csv", states("sensor.a,1,2026-01-01T00:00:00Z"))
    lake = a_lake(tmp_path)
    ingest(lake, no_household(), [file])
    raw = next((lake.path / "bronze/raw").glob("*/*/*_a.csv"))
    damaged = damage or raw.read_bytes().replace(b"1", b"2")
    raw.write_bytes(damaged)
    file.touch()
    report = ingest(lake, no_household(), [file])
    assert outcome_of(report) == ("failed", "raw_conflict")
    assert raw.read_bytes() == damaged


def test_no_object_shows_before_its_bytes_are_on_the_disk(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    on_disk: set[int] = set()
    wait = os.fsync

    def waited(descriptor: int) -> None:
        wait(descriptor)
        on_disk.add(os.fstat(descriptor).st_ino)

    def unsafe(_point: str = "") -> list[Path]:
        objects = (file for file in (tmp_path / "lake").rglob("*") if ".work" not in file.parts)
        # The cache is built again after a power loss.
        seen = (file for file in objects if file.is_file() and ".catalog" not in file.name)
        return [file for file in seen if file.stat().st_ino not in on_disk]

    monkeypatch.setattr(os, "fsync", waited)
    write(tmp_path / "in" / "ha" / "a.csv", states("sensor.a,1,2026-01-31T23:59:59Z", "bad"))
    write(tmp_path / "in" / "bank" / "b.ofx", "OFXHEADER:100\n<OFX><cut")
    found: list[Path] = []
    lake = a_lake(tmp_path, lambda point: found.extend(unsafe(point)))
    ingest(lake, no_household(), [tmp_path / "in"])
    assert found + unsafe() == []
    assert len(on_disk) > 10


def test_known_files_are_not_opened_again(tmp_path: Path) -> None:
    count = 500
    for number in range(count):
        content = states(f"sensor.a,{number},2026-01-01T00:00:00Z")
        write(tmp_path / "in" / "ha" / f"{number}.csv", content)
    time.sleep(SETTLING_SECONDS)
    lake = a_lake(tmp_path)
    ingest(lake, no_household(), [tmp_path / "in"])
    opened: list[str] = []
    is_on = [True]

    def watch(event: str, arguments: tuple[object, ...]) -> None:
        if is_on[0] and event == "open" and str(tmp_path) in str(arguments[0]):
            opened.append(str(arguments[0]))

    sys.addaudithook(watch)
    report = ingest(lake, no_household(), [tmp_path / "in"])
    is_on[0] = False
    assert report.count("duplicate") == count
    assert opened == []
