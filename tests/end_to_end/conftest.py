"""Whole households, built once by the command itself and shared by the tests of this folder.

The workers of pytest share them, too: a test changes a copy, never the house itself.
"""

from pathlib import Path

import pytest

from tests.houses import House, built_once, new_house
from tests.real_houses import new_real_house


@pytest.fixture(scope="session")
def sample_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """The sample household of 400 days after its first refresh. Not to be changed by a test."""

    def build(folder: Path) -> House:
        house = new_house(folder, days=400)
        house.refresh()
        return house

    return built_once(tmp_path_factory, "sample", build)


@pytest.fixture(scope="session")
def small_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A sample household of 40 days after its first refresh. Copy it to change it."""

    def build(folder: Path) -> House:
        house = new_house(folder, days=40)
        house.refresh()
        return house

    return built_once(tmp_path_factory, "small", build)


@pytest.fixture(scope="session")
def real_house(real_files: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    """The household of examples/real_data with the sets above. Not to be changed by a test."""

    def build(folder: Path) -> House:
        house = new_real_house(folder, real_files)
        house.refresh("--inbox", str(house.folder / "inbox"))
        return house

    return built_once(tmp_path_factory, "real", build)
