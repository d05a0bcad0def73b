"""Forgetting in a bucket: former versions, what Object Lock holds, and what functions noted."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from ingestion import Lake, forget, ingest, open_lake
from ingestion.errors import ObjectLockedError
from ingestion.layout import trigger_keys
from ingestion.parts import Kind, kind_of
from ingestion.storage.bucket_access import client
from ingestion.storage.locations import Location
from ingestion.storage.s3 import S3Storage
from ingestion.tables import FILES
from ingestion.tombstones import is_forgotten
from runner.forget import erase_former
from runner.settings import Settings
from runner.subjects import Subject, copy_listing
from runner.tables import read_record_rows
from tests.buckets import Bucket, new_bucket
from tests.faults.lakes import AS_OF, HOUSEHOLD, no_household, states, write

BEDROOM = "sensor.bedroom_of_anna"


@pytest.fixture
def locked(bucket: Bucket) -> Bucket:
    """Make a bucket in which objects can be held, beside the plain one."""
    name = f"{bucket.name[:40]}-locked-{uuid4().hex[:6]}"
    return new_bucket(name, ObjectLockEnabledForBucket=True)


def a_lake(bucket: Bucket, folder: Path) -> Lake:
    """Land a file that will be forgotten and one that stays."""
    write(folder / "inbox" / "anna-secret.csv", states(f"{BEDROOM},1,2026-01-01T00:00:00Z"))
    write(folder / "inbox" / "other.csv", states("sensor.b,2,2026-01-02T00:00:00Z"))
    lake = open_lake(f"s3://{bucket.name}/our/lake", AS_OF)
    ingest(lake, no_household(), [folder / "inbox"])
    return lake


def secret_id(lake: Lake) -> str:
    rows = read_record_rows(lake.location / "bronze" / FILES)
    (row,) = [row for row in rows if "anna" in row["source_key"]]
    return str(row["content_id"])


def versions(bucket: Bucket) -> Iterator[tuple[str, bytes]]:
    """Yield key and bytes of every version that the bucket still has."""
    for page in client().get_paginator("list_object_versions").paginate(Bucket=bucket.name):
        for one in page.get("Versions", ()):
            place = {"Bucket": bucket.name, "Key": one["Key"], "VersionId": one["VersionId"]}
            yield one["Key"], client().get_object(**place)["Body"].read()


def traces(bucket: Bucket) -> list[str]:
    found = [key for key, data in versions(bucket) if b"anna" in data or "anna" in key]
    return sorted(found)


def hold(bucket: Bucket, key: str, seconds: float) -> datetime:
    until = (datetime.now(UTC) + timedelta(seconds=seconds)).replace(microsecond=0)
    client().put_object_retention(
        Bucket=bucket.name, Key=key, Retention={"Mode": "COMPLIANCE", "RetainUntilDate": until}
    )
    return until


def raw_of(bucket: Bucket) -> str:
    (key,) = [one for one in bucket.keys("our/lake/bronze/raw/") if one.endswith("secret.csv")]
    return key


def test_no_version_of_any_object_tells_of_it_any_more(bucket: Bucket, tmp_path: Path) -> None:
    lake = a_lake(bucket, tmp_path)
    content_id = secret_id(lake)
    lake.storage.replace(trigger_keys(content_id)[0], b"{}")
    lake.storage.replace("household/household.yml", b"people: [anna]")
    lake.storage.replace("household/household.yml", b"people: []")
    assert len(traces(bucket)) > 5

    forget(lake, no_household(), [content_id])
    lake.storage.erase_former()

    assert traces(bucket) == []
    assert [key for key, _ in versions(bucket) if content_id in key] == [
        f"our/lake/bronze/tombstones/{content_id}.json"
    ]
    assert lake.storage.read("household/household.yml") == b"people: []"


def test_every_object_of_a_lake_is_a_part_that_is_listed(bucket: Bucket, tmp_path: Path) -> None:
    lake = a_lake(bucket, tmp_path)
    forget(lake, no_household(), [secret_id(lake)])
    keys = [key.removeprefix("our/lake/") for key in bucket.keys("our/lake/")]

    assert len(keys) > 50
    assert [key for key in keys if kind_of(key) is None] == []
    assert kind_of("bronze/rawer/x") is None
    assert kind_of("triggers/done/x.json") is Kind.HISTORY


def test_what_is_held_is_refused_with_its_date_and_nothing_is_half_forgotten(
    locked: Bucket, tmp_path: Path
) -> None:
    lake = a_lake(locked, tmp_path)
    content_id = secret_id(lake)
    before = sorted(versions(locked))
    until = hold(locked, raw_of(locked), seconds=4)

    with pytest.raises(ObjectLockedError, match=f"anna-secret.csv.*until {until.isoformat()[:19]}"):
        forget(lake, no_household(), [content_id])

    assert not is_forgotten(lake, content_id)
    assert [one for one in sorted(versions(locked)) if ".lease" not in one[0]] == [
        one for one in before if ".lease" not in one[0]
    ]

    time.sleep(max(0.0, (until - datetime.now(UTC)).total_seconds()) + 1.1)
    forget(lake, no_household(), [content_id])

    assert is_forgotten(lake, content_id)
    assert [key for key in locked.keys("our/lake/bronze/raw/") if "anna" in key] == []


def test_a_legal_hold_is_named_as_one(locked: Bucket, tmp_path: Path) -> None:
    lake = a_lake(locked, tmp_path)
    with legal_hold(locked, raw_of(locked)):
        with pytest.raises(ObjectLockedError, match="until its legal hold is lifted"):
            forget(lake, no_household(), [secret_id(lake)])
        with pytest.raises(ObjectLockedError, match="until its legal hold is lifted"):
            lake.storage.erase(raw_of(locked).removeprefix("our/lake/"))

    forget(lake, no_household(), [secret_id(lake)])


@contextmanager
def legal_hold(bucket: Bucket, key: str) -> Iterator[None]:
    place: dict[str, Any] = {"Bucket": bucket.name, "Key": key}
    client().put_object_legal_hold(**place, LegalHold={"Status": "ON"})
    yield
    client().put_object_legal_hold(**place, LegalHold={"Status": "OFF"})


def settings_of(bucket: Bucket) -> Settings:
    return Settings(Location(f"s3://{bucket.name}/our/lake"), None, AS_OF, "local")


def test_former_versions_that_are_held_are_told_with_the_command_for_later(
    locked: Bucket, capsys: pytest.CaptureFixture[str]
) -> None:
    locked.put("our/lake/gold/table", b"first")
    until = hold(locked, "our/lake/gold/table", seconds=60)
    locked.put("our/lake/gold/table", b"second")

    assert erase_former(settings_of(locked), ["abc", "def"]) == 1

    said = capsys.readouterr().err
    assert f"holds their former versions until {until.isoformat()[:19]}" in said
    assert said.strip().endswith("daybook forget --content abc --content def")


def test_the_copy_that_functions_read_is_looked_at_for_who_is_forgotten(bucket: Bucket) -> None:
    settings, anna = settings_of(bucket), Subject("person", "anna")
    assert copy_listing(settings, anna) is None

    people = HOUSEHOLD + "people:\n  - {id: anna, name: Anna}\n"
    bucket.put("our/lake/household/household.yml", people.encode())

    assert str(copy_listing(settings, anna)) == f"s3://{bucket.name}/our/lake/household"
    assert copy_listing(settings, Subject("account", "anna")) is None


def test_former_versions_go_as_far_as_nothing_holds_them(locked: Bucket) -> None:
    storage = S3Storage(locked.name, "our/lake")
    for content in (b"first", b"second"):
        storage.replace("free", content)
        storage.replace("held", content)
        if content == b"first":
            until = hold(locked, "our/lake/held", seconds=60)
    for key in ("free", "gone", "held"):
        storage.replace(key, b"last")
    storage.remove("gone")
    storage.remove("held")

    with pytest.raises(ObjectLockedError, match=until.isoformat()[:19]):
        storage.erase_former()

    left = sorted(versions(locked))
    assert left == [("our/lake/free", b"last"), ("our/lake/held", b"first")]
    assert (storage.read("free"), storage.read("gone"), storage.read("held")) == (
        b"last",
        *2 * [None],
    )
