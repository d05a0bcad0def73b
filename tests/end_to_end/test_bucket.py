"""A household whose lake lies in a bucket, from its files to the brief."""

import json
from pathlib import Path

import pytest

from ingestion.storage.locations import Location
from runner.publication import read_publication
from tests.buckets import Bucket
from tests.houses import new_house


@pytest.mark.slow
def test_a_lake_in_a_bucket_is_what_a_rebuild_in_a_folder_says(
    tmp_path: Path, bucket: Bucket
) -> None:
    house, lake = new_house(tmp_path, days=10), f"s3://{bucket.name}/lake"
    first = json.loads(house.daybook("refresh", "--json", "--lake", lake).stdout)
    assert first["is_published"]
    published = read_publication(Location(lake))
    assert published is not None
    assert "morning_brief" in published.tables
    assert "equal" in house.daybook("verify", "--lake", lake).stdout
