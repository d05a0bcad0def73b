"""A household whose lake lies in a bucket, from its files to the brief, morning after morning."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any
from uuid import uuid4

import pytest

from ingestion.parts import kind_of
from ingestion.storage.bucket_access import client
from ingestion.storage.locations import Location
from runner.publication import read_publication
from runner.tables import table_versions
from tests.buckets import Bucket, new_bucket
from tests.faults.lakes import states, write
from tests.houses import House, new_house

pytestmark = pytest.mark.slow
# Its heartbeat is written and taken away again by whoever writes.
LEASE = ".writer.lease.json"


@dataclass(frozen=True)
class Home:
    """A household beside a lake in a bucket."""

    house: House
    bucket: Bucket

    @property
    def lake(self) -> str:
        """Return the lake's address."""
        return f"s3://{self.bucket.name}/lake"

    def refresh(self, as_of: str = "") -> dict[str, Any]:
        """Refresh and return what that came to."""
        house = replace(self.house, as_of=as_of) if as_of else self.house
        said: dict[str, Any] = json.loads(
            house.daybook("refresh", "--json", "--lake", self.lake).stdout
        )
        assert said["is_published"]
        return said

    def written(self) -> set[tuple[str, str]]:
        """Return key and version of all that was ever written."""
        pages = client().get_paginator("list_object_versions").paginate(Bucket=self.bucket.name)
        found = ((one["Key"], one["VersionId"]) for page in pages for one in page["Versions"])
        return {(key, version) for key, version in found if not key.endswith(LEASE)}

    def versions(self) -> dict[str, int]:
        """Return the version of every table."""
        lake = Location(self.lake)
        return table_versions(lake / "silver") | table_versions(lake / "gold")


@pytest.fixture(scope="module")
def home(s3_endpoint: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A household of ten days after its first refresh, which the tests carry on in their order."""
    assert s3_endpoint
    house = new_house(tmp_path_factory.mktemp("bucket"), days=10)
    home = Home(house, new_bucket(f"household-{uuid4().hex}"))
    home.refresh()
    return home


def test_a_first_refresh_publishes_every_number(home: Home) -> None:
    published = read_publication(Location(home.lake))

    assert published is not None
    assert "morning_brief" in published.tables


def test_a_refresh_with_nothing_new_writes_nothing(home: Home) -> None:
    before = home.written()

    again = home.refresh()

    assert (again["build"], again["ingest"]["landed"]) == (None, 0)
    assert home.written() == before


def test_a_new_file_is_built_into_what_it_touches_alone(home: Home) -> None:
    before = home.versions()
    inbox = home.house.folder / "inbox" / "home_assistant"
    write(inbox / "one more.csv", states("sensor.cellar,11.5,2026-06-30T10:00:00Z"))

    said = home.refresh(as_of="2026-07-01T07:00:00+00:00")

    assert said["ingest"]["landed"] == 1
    untouched = {name for name, version in home.versions().items() if before[name] == version}
    assert {"silver_finance__bookings", "daily_meter_usage", "nightly_sleep"} <= untouched
    assert "silver_home__sensor_states" not in untouched


def test_all_of_it_is_what_a_rebuild_in_a_folder_says(home: Home) -> None:
    assert "equal" in home.house.daybook("verify", "--lake", home.lake).stdout


def test_every_object_that_was_written_is_a_listed_part_of_a_lake(home: Home) -> None:
    keys = [key.removeprefix("lake/") for key in home.bucket.keys("lake/")]

    assert len(keys) > 100
    assert [key for key in keys if kind_of(key) is None] == []
