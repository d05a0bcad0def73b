from pathlib import Path

import pytest

from tests.buckets import Bucket
from tests.engines.lake_project import LakeProject


@pytest.fixture
def project(tmp_path: Path) -> LakeProject:
    return LakeProject(tmp_path / "project", tmp_path / "lake")


@pytest.fixture
def address(bucket: Bucket) -> str:
    """Return where a lake lies in the test's own bucket."""
    return f"s3://{bucket.name}/home/lake"


@pytest.fixture
def bucket_project(tmp_path: Path, address: str) -> LakeProject:
    """Make a project on a lake in a bucket."""
    project = LakeProject(tmp_path / "project", tmp_path / "unused")
    project.use_lake(address)
    return project
