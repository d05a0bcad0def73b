"""Whole households, built once by the command itself and shared by the tests of this folder."""

from pathlib import Path

import pytest

from tests.houses import House, new_house
from tests.real_houses import new_real_house


@pytest.fixture(scope="session")
def sample_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The sample household of 400 days after its first refresh. Not to be changed by a test."""
    house = new_house(tmp_path_factory.mktemp("sample"), days=400)
    house.refresh()
    return house


@pytest.fixture(scope="session")
def small_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A sample household of 40 days after its first refresh. Copy it to change it."""
    house = new_house(tmp_path_factory.mktemp("small"), days=40)
    house.refresh()
    return house


@pytest.fixture(scope="session")
def real_house(real_files: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The household of examples/real_data with the sets above. Not to be changed by a test."""
    house = new_real_house(tmp_path_factory.mktemp("real"), real_files)
    house.refresh("--inbox", str(house.folder / "inbox"))
    return house
