"""What tests of every folder share."""

import os
from pathlib import Path

import pytest

from tests.buckets import bucket, s3_endpoint

__all__ = ["bucket", "real_files", "s3_endpoint"]

# Threads for small matrices only wait for each other where tests have several workers. Read when
# numpy is first imported, by a test.
os.environ.setdefault("OMP_NUM_THREADS", "1")


@pytest.fixture(scope="session")
def real_files() -> Path:
    """Return where the real files lie."""
    folder = os.environ.get("DAYBOOK_REAL_DATA")
    if not folder:
        pytest.skip("DAYBOOK_REAL_DATA names no folder of real files")
    return Path(folder)
