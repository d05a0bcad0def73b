"""`daybook forget` on a lake in a bucket: an account goes from raw to gold, with every version."""

import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from ingestion.parts import Kind, kind_of
from ingestion.storage.bucket_access import client
from ingestion.storage.locations import Location
from runner.publication import read_publication
from runner.tables import read_delta_rows, table_versions
from tests.buckets import Bucket, new_bucket
from tests.houses import House

pytestmark = pytest.mark.slow
FORGOTTEN = "bank_a_savings"


@dataclass(frozen=True)
class Home:
    """A household whose lake lies in a bucket; `said` is what forgetting told."""

    house: House
    bucket: Bucket
    said: list[str] = field(default_factory=list)

    @property
    def lake(self) -> Location:
        """Return where the lake lies."""
        return Location(f"s3://{self.bucket.name}/lake")

    def daybook(self, *arguments: str, status: int = 0) -> subprocess.CompletedProcess[str]:
        """Run the command on the lake."""
        return self.house.daybook(*arguments, "--lake", str(self.lake), status=status)

    def forgotten(self) -> set[str]:
        """Return the ids of what the lake refuses to take again."""
        keys = self.bucket.keys("lake/bronze/tombstones/")
        return {key.rpartition("/")[2].removesuffix(".json") for key in keys}

    def rows(self, table: str, layer: str = "gold") -> list[dict[str, Any]]:
        """Return a table's present rows."""
        return read_delta_rows(self.lake / layer / table)


def upload(house: House, bucket: Bucket) -> None:
    """Bring a lake from its folder into a bucket."""
    for file in house.lake.rglob("*"):
        key = file.relative_to(house.lake).as_posix()
        if file.is_file() and kind_of(key) is not Kind.PASSING:
            bucket.put(f"lake/{key}", file.read_bytes())


@pytest.fixture(scope="module")
def home(
    small_house: House, s3_endpoint: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> Home:
    """Bring a small household's lake into a bucket and forget an account."""
    assert s3_endpoint
    house = small_house.copy(tmp_path_factory.mktemp("forgetting"))
    for day in (date(2026, 6, 1), date(2026, 6, 30)):
        house.keep_forecast(day)
    bucket = new_bucket(f"forgetting-{uuid4().hex}")
    upload(house, bucket)
    home = Home(house, bucket)
    home.daybook("backup", str(house.folder / "backup"))
    home.said.append(home.daybook("forget", "--account", "savings").stdout)
    return home


def versions(bucket: Bucket) -> Iterator[tuple[str, str, bool]]:
    """Yield key and version of all that the bucket keeps, and whether it is the present one."""
    for page in client().get_paginator("list_object_versions").paginate(Bucket=bucket.name):
        for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
            yield one["Key"], one["VersionId"], one["IsLatest"]


def test_the_bucket_keeps_no_former_version_and_no_mark_of_a_deletion(home: Home) -> None:
    found = list(versions(home.bucket))

    assert len(found) > 500
    assert [key for key, _, is_present in found if not is_present] == []
    assert {key for key, _, _ in found} == set(home.bucket.keys("lake/"))


def test_no_object_of_what_is_forgotten_is_left(home: Home) -> None:
    raw = home.bucket.keys("lake/bronze/raw/")

    assert [key for key in raw if FORGOTTEN in key] == []
    assert any("bank_a_checking" in key for key in raw)
    forgotten = home.forgotten()
    assert home.said[0].count("forgotten: ") == len(forgotten) > 2
    left = [key for key in home.bucket.keys("lake/") if any(map(key.count, forgotten))]
    assert {key.split("/")[2] for key in left} == {"tombstones"}


def test_silver_and_gold_are_those_of_a_household_without_it(home: Home) -> None:
    before, forgotten = home.house.rows("silver_finance__bookings", "silver"), home.forgotten()
    kept = {row["transaction_id"] for row in before if row["_content_id"] not in forgotten}
    now = home.rows("silver_finance__bookings", "silver")
    assert {row["transaction_id"] for row in now} == kept
    assert 0 < len(now) < len(before)
    assert {"savings", "checking"} - {row["account_id"] for row in now} == {"savings"}
    assert len(home.rows("daily_meter_usage")) == len(home.house.rows("daily_meter_usage"))


def test_forecasts_that_knew_it_are_gone_and_older_ones_stay(home: Home) -> None:
    days = {row["forecast_origin_date"] for row in home.rows("daily_balance_forecast")}

    assert days == {date(2026, 6, 1)}


def test_the_published_state_is_the_present_one_alone(home: Home) -> None:
    published = read_publication(home.lake)

    assert published is not None
    assert dict(published.tables) == table_versions(home.lake / "gold")


def test_the_backup_that_still_holds_it_is_named(home: Home) -> None:
    assert f"The backup in {home.house.folder / 'backup'} still holds it" in home.said[0]


def test_contents_and_people_are_looked_up_in_the_bucket(home: Home) -> None:
    content = home.bucket.keys("lake/bronze/claims/")[0].rpartition("/")[2][:16]

    assert "Known are: anna, ben" in home.daybook("forget", "--person", "nobody", status=2).stderr
    assert "is not forgotten" in home.daybook("forget", "--undo", content, status=1).stderr
