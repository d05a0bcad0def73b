"""Whole households, built once by the command itself and shared by the tests of this folder."""

import pytest

from tests.houses import House, new_house


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
