from pathlib import Path

import pytest

from tests.engines.lake_project import LakeProject


@pytest.fixture
def project(tmp_path: Path) -> LakeProject:
    return LakeProject(tmp_path / "project", tmp_path / "lake")
