"""The commands on a lake in a bucket, as a person runs them."""

import json
import re
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ingestion.storage import bucket_access
from ingestion.storage.bucket_access import client
from ingestion.storage.locations import Location
from runner.command import main
from runner.tables import read_record_rows
from tests.buckets import Bucket, forget_the_way_in, refusing
from tests.faults.lakes import HOUSEHOLD, STATES_HEADER, write

FILE = f"{STATES_HEADER}sensor.a,21.5,2026-03-01T10:00:00Z\n"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    write(tmp_path / "household/household.yml", HOUSEHOLD)
    write(tmp_path / "inbox/home/a.csv", FILE)
    write(tmp_path / "inbox/notes.txt", "not a format")
    return tmp_path


def daybook(home: Path, lake: str, command: str, *arguments: str) -> int:
    options = ["--lake", lake, "--household", str(home / "household")]
    return main([command, *arguments, *options, "--as-of", "2026-07-01T06:00:00Z"])


def files_of(lake: str) -> list[dict[str, Any]]:
    return read_record_rows(Location(lake) / "bronze" / "bronze_operations__files")


@pytest.fixture
def lake(bucket: Bucket) -> str:
    return f"s3://{bucket.name}/our/lake"


def test_a_bucket_takes_files_once_and_names_their_outcomes(
    home: Path, lake: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert daybook(home, lake, "ingest", "--json", str(home / "inbox")) == 0
    first = json.loads(capsys.readouterr().out)
    assert daybook(home, lake, "ingest", "--json", str(home / "inbox")) == 0
    second = json.loads(capsys.readouterr().out)
    assert (first["landed"], first["quarantined"]) == (1, 1)
    assert (second["duplicate"], second["quarantined"]) == (1, 1)
    assert {row["state"] for row in files_of(lake)} == {"decoded", "quarantined"}


def test_a_backup_of_a_bucket_comes_back_into_another_one(
    home: Path, lake: str, bucket: Bucket
) -> None:
    daybook(home, lake, "ingest", str(home / "inbox"))
    assert daybook(home, lake, "backup", str(home / "backup")) == 0
    again = f"s3://{bucket.name}/again"
    assert daybook(home, again, "restore", str(home / "backup")) == 0
    assert daybook(home, again, "restore", str(home / "backup")) == 2
    states = [{row["content_id"]: row["state"] for row in files_of(one)} for one in (lake, again)]
    assert states[0] == states[1]


def test_reconcile_brings_back_what_the_bucket_has_lost(
    home: Path, lake: str, bucket: Bucket, capsys: pytest.CaptureFixture[str]
) -> None:
    daybook(home, lake, "ingest", str(home / "inbox"))
    (lost,) = [key for key in bucket.keys("our/lake/bronze/raw/source=home/") if ".meta" not in key]
    kept = bucket.get(lost)
    client().delete_object(Bucket=bucket.name, Key=lost)
    capsys.readouterr()
    assert daybook(home, lake, "reconcile", "--json", "--inbox", str(home / "inbox")) == 0
    assert json.loads(capsys.readouterr().out)["recovered"] == 1
    assert bucket.get(lost) == kept


@pytest.mark.parametrize(
    ("lake", "said"),
    [
        ("s3://no-such-bucket-here/lake", "cannot be written.*Check the bucket's name"),
        ("s3:///lake", "neither a folder nor a place in a bucket"),
        ("gs://bucket/lake", "neither a folder nor a place in a bucket"),
    ],
)
def test_a_place_that_is_no_lake_is_one_sentence_with_its_remedy(
    home: Path,
    s3_endpoint: Mapping[str, str],
    lake: str,
    said: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert s3_endpoint
    assert daybook(home, lake, "ingest", str(home / "inbox")) == 2
    error = capsys.readouterr().err
    assert len(error.strip().splitlines()) == 1
    assert re.search(said, error)


def test_a_status_of_a_bucket_that_is_not_there_says_what_to_check(
    home: Path, s3_endpoint: Mapping[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert s3_endpoint
    assert daybook(home, "s3://no-such-bucket-here/lake", "status") == 1
    assert "cannot be reached" in capsys.readouterr().err


@pytest.fixture
def asked_once(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let no question be asked again, which would take its time."""
    monkeypatch.setitem(bucket_access._RETRIES, "total_max_attempts", 1)
    forget_the_way_in()
    yield
    forget_the_way_in()


@pytest.mark.usefixtures("asked_once")
def test_a_bucket_that_answers_nobody_is_a_step_that_failed(
    home: Path, lake: str, s3_endpoint: Mapping[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    with refusing(s3_endpoint, after_seconds=0, seconds=60):
        assert daybook(home, lake, "ingest", str(home / "inbox")) == 1
    said = capsys.readouterr().err
    assert re.search(r"does not answer: SlowDown.*Run the same command again later", said)
    assert daybook(home, lake, "ingest", str(home / "inbox")) == 0


def test_a_bucket_that_accepts_and_never_answers_ends_the_command_in_bounded_time(
    home: Path,
    lake: str,
    s3_endpoint: Mapping[str, str],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(bucket_access, "_TIMEOUT_SECONDS", 1)
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "2")
    forget_the_way_in()
    began_at = time.monotonic()
    with refusing(s3_endpoint, after_seconds=0, seconds=120, is_silent=True):
        assert daybook(home, lake, "ingest", str(home / "inbox")) == 1
        assert time.monotonic() - began_at < 60
    said = capsys.readouterr().err
    assert re.search(r"does not answer: .*[Tt]imeout.*Run the same command again later", said)
    assert len(said.strip().splitlines()) == 1
    monkeypatch.undo()
    forget_the_way_in()
    assert daybook(home, lake, "ingest", str(home / "inbox")) == 0
