"""The sample household, written once for the tests that only read it."""

from pathlib import Path

import pytest

from samples.generator import write_sample


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a sample of 400 days. Not to be changed by a test."""
    directory = tmp_path_factory.mktemp("sample")
    write_sample(directory)
    return directory
