"""A household that lies in a bucket, where containers read it."""

from argparse import Namespace
from pathlib import Path

import pytest

from ingestion.storage.bucket_access import client
from runner.errors import CommandError
from runner.settings import read_settings
from tests.buckets import Bucket

RULES = b"version: 1\ntime_zone: Europe/Berlin\n"


def household(bucket: Bucket, command: str = "reconcile") -> Path | None:
    asked = Namespace(lake=f"s3://{bucket.name}", household=None, as_of=None, command=command)
    named = {"DAYBOOK_HOUSEHOLD": f"s3://{bucket.name}/household"}
    return read_settings(asked, named).household


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DAYBOOK_CACHE", str(tmp_path / "cache"))


def test_every_command_reads_the_files_that_lie_there_now(bucket: Bucket) -> None:
    bucket.put("household/household.yml", RULES)
    bucket.put("household/profiles/gone.yml", b"gone")
    household(bucket)
    bucket.put("household/profiles/bank.yml", b"bank")
    client().delete_object(Bucket=bucket.name, Key="household/profiles/gone.yml")

    folder = household(bucket)

    assert folder is not None
    files = {str(one.relative_to(folder)): one.read_bytes() for one in folder.rglob("*.yml")}
    assert files == {"household.yml": RULES, "profiles/bank.yml": b"bank"}


def test_nothing_is_written_beside_the_copy(bucket: Bucket, tmp_path: Path) -> None:
    bucket.put("household/household.yml", RULES)
    bucket.put("household/../../../evil.yml", b"evil")

    household(bucket)

    assert list((tmp_path / "cache").rglob("evil.yml")) == []


def test_a_place_without_a_household_says_how_to_bring_one(bucket: Bucket) -> None:
    with pytest.raises(CommandError, match=r"holds no household\.yml.*aws s3 sync"):
        household(bucket)


@pytest.mark.parametrize("command", ["correct", "annotate", "init"])
def test_a_command_that_writes_into_the_household_asks_for_its_folder(
    bucket: Bucket, command: str
) -> None:
    with pytest.raises(CommandError, match=f"`daybook {command}` works on the household's own"):
        household(bucket, command)
