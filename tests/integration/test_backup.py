"""Backup and restore: what comes back, what is copied, and what is found when bytes changed."""

import json
import shutil
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import write_deltalake

from runner.command import main
from tests.faults.lakes import HOUSEHOLD, a_lake, current_rows, outcomes_of, states, write
from tests.houses import House

AS_OF = "2026-07-01T06:00:00Z"
STATES = "bronze_home_assistant__states"
RULES = "category,pattern\nfood,x\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A folder with a household, an inbox and a lake that has landed both."""
    write(tmp_path / "household" / "household.yml", HOUSEHOLD + "inbox: ../inbox\n")
    write(tmp_path / "household" / "rules" / "categories.csv", RULES)
    write(tmp_path / "household" / ".git" / "HEAD", "ref: refs/heads/main\n")
    write(tmp_path / "inbox" / "ha" / "a.csv", states("sensor.a,1,2026-01-01T00:00:00Z", "bad"))
    write(tmp_path / "inbox" / "x.txt", "unknown")
    assert daybook(tmp_path, "ingest", str(tmp_path / "inbox")) == 0
    return tmp_path


def daybook(home: Path, *arguments: str, lake: str = "lake", household: str = "household") -> int:
    places = ["--lake", str(home / lake), "--household", str(home / household)]
    return main([*arguments, *places, "--as-of", AS_OF])


def backup(home: Path) -> int:
    return daybook(home, "backup", str(home / "backup"))


def restore(home: Path, household: str = "back/household") -> int:
    return daybook(home, "restore", str(home / "backup"), lake="back/lake", household=household)


def objects(home: Path) -> dict[str, int]:
    """Return each stored file with the time of its last change."""
    return {
        file.name: file.stat().st_mtime_ns
        for file in (home / "backup" / "objects").rglob("*")
        if file.is_file()
    }


def object_of(home: Path, ending: str) -> Path:
    """Return where the last backup keeps the file whose path ends so."""
    manifest = max((home / "backup" / "manifests").iterdir())
    files = json.loads(manifest.read_text())["files"]
    (sha256,) = (sha256 for path, sha256 in files.items() if path.endswith(ending))
    return home / "backup" / "objects" / str(sha256[:2]) / str(sha256)


def flip(file: Path) -> None:
    """Change one bit, as a dying disk does."""
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)


def test_everything_that_cannot_be_computed_comes_back(home: Path) -> None:
    assert backup(home) == 0

    assert restore(home) == 0

    lake, restored = a_lake(home), a_lake(home / "back")
    assert current_rows(restored, STATES) == current_rows(lake, STATES)
    assert set(outcomes_of(lake)) < set(outcomes_of(restored))
    for folder in ("household", "lake/bronze/raw", "lake/bronze/claims", "lake/bronze/occurrences"):
        assert contents(home / "back" / folder) == contents(home / folder)
    assert (home / "back" / "lake").stat().st_mode & 0o777 == 0o700
    assert sorted(one.name for one in (home / "back").iterdir()) == ["household", "lake"]


def contents(folder: Path) -> dict[str, bytes]:
    return {
        str(file.relative_to(folder)): file.read_bytes()
        for file in folder.rglob("*")
        if file.is_file()
    }


def test_a_second_backup_copies_only_what_is_new(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup(home)
    before = objects(home)
    capsys.readouterr()

    assert backup(home) == 0
    assert ", 0 of them new" in capsys.readouterr().out
    assert objects(home) == before
    assert len(list((home / "backup" / "manifests").iterdir())) == 1

    write(home / "inbox" / "ha" / "b.csv", states("sensor.a,2,2026-01-02T00:00:00Z"))
    write(home / "household" / "rules" / "categories.csv", RULES + "fun,y\n")
    daybook(home, "ingest", str(home / "inbox"))
    assert backup(home) == 0
    after = objects(home)
    assert {name: after[name] for name in before} == before
    # For each file: raw bytes, sidecar, claim, occurrence, and the outcomes of its run. The rules
    # in the household are the bytes of their raw file.
    assert len(after) - len(before) == 10
    assert len(list((home / "backup" / "manifests").iterdir())) == 2


def test_an_interrupted_backup_goes_on(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup(home)
    whole = set(objects(home))
    shutil.rmtree(home / "backup" / "manifests")
    lost = object_of_raw(home)
    lost.unlink()
    write(home / "backup" / "objects" / ".draft-1", "half")
    capsys.readouterr()

    assert backup(home) == 0

    assert ", 1 of them new" in capsys.readouterr().out
    assert set(objects(home)) == whole
    assert restore(home) == 0


def object_of_raw(home: Path) -> Path:
    (raw,) = (home / "lake" / "bronze" / "raw").glob("source=ha/*/*_a.csv")
    (found,) = (home / "backup" / "objects").glob(f"*/{raw.name[:16]}*")
    return found


def test_a_flipped_byte_is_named_and_nothing_is_restored(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup(home)
    flip(object_of(home, "_a.csv"))
    object_of(home, "household/rules/categories.csv").unlink()

    assert restore(home) == 1

    said = capsys.readouterr().err
    assert "_a.csv (" in said
    assert "household/rules/categories.csv (" in said
    assert "nothing was restored" in said
    assert not (home / "back").exists()


def test_the_next_backup_mends_what_the_disk_damaged(home: Path) -> None:
    backup(home)
    flip(object_of(home, "_a.csv"))

    assert backup(home) == 0
    assert restore(home) == 0


def test_a_damaged_list_is_named(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backup(home)
    (manifest,) = (home / "backup" / "manifests").iterdir()
    flip(manifest)

    assert restore(home) == 1
    assert f"{manifest} is damaged" in capsys.readouterr().err


def test_a_raw_file_that_the_lake_lost_stays_as_it_was_backed_up(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup(home)
    (raw,) = (home / "lake" / "bronze" / "raw").glob("source=ha/*/*_a.csv")
    flip(raw)

    assert backup(home) == 1

    assert "daybook reconcile" in capsys.readouterr().err
    assert restore(home) == 0
    assert len(current_rows(a_lake(home / "back"), STATES)) == 1


def test_what_is_gone_from_the_household_is_said_and_kept(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup(home)
    before = objects(home)
    (home / "household" / "rules" / "categories.csv").unlink()

    assert backup(home) == 0

    assert "household/rules/categories.csv" in capsys.readouterr().err
    assert set(before) <= set(objects(home))


def test_a_restore_touches_no_lake_and_no_household_that_is_there(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    backup(home)
    write(home / "back" / "lake" / "mine", "x")
    assert restore(home) == 2
    assert "is not empty. Name a new folder with --lake" in capsys.readouterr().err

    shutil.rmtree(home / "back")
    write(home / "back" / "household" / "household.yml", HOUSEHOLD)
    assert restore(home) == 2
    assert "differs from the backup in" in capsys.readouterr().err
    assert contents(home / "back") == {"household/household.yml": HOUSEHOLD.encode()}


def test_a_household_that_is_back_already_is_left_alone(home: Path) -> None:
    backup(home)
    before = {path: path.stat().st_mtime_ns for path in (home / "household").rglob("*")}

    assert restore(home, household="household") == 0
    assert {path: path.stat().st_mtime_ns for path in (home / "household").rglob("*")} == before


@pytest.mark.parametrize("place", ["lake/backup", "household/backup"])
def test_a_backup_lies_outside_what_it_holds(
    home: Path, place: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert daybook(home, "backup", str(home / place)) == 2
    assert "Name a folder elsewhere" in capsys.readouterr().err


def test_a_wrong_lake_is_not_backed_up_over_a_right_one(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert daybook(home, "backup", str(home / "backup"), lake="lkae") == 2
    assert "Name it with --lake" in capsys.readouterr().err


def test_tables_that_keep_history_come_back_with_their_rows(home: Path) -> None:
    table = home / "lake" / "gold" / "kept_forecasts"
    write_deltalake(str(table), pa.table({"forecast_date": ["2026-07-01"]}))
    node = {"schema": "gold", "alias": "kept_forecasts", "config": {}}
    kept = {**node, "config": {"meta": {"rebuild": "keeps_history"}}}
    computed = {**node, "alias": "other", "config": {"meta": {"rebuild": "from_raw"}}}
    manifest = json.dumps({"nodes": {"a": kept, "b": computed, "test": node}})
    write(home / "lake" / ".daybook" / "target" / "manifest.json", manifest)
    backup(home)

    assert restore(home) == 0

    back = House(home, home / "back" / "lake", AS_OF)
    assert back.rows("kept_forecasts") == [{"forecast_date": "2026-07-01"}]
