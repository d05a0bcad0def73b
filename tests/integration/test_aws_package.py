"""The packaged function in a process of its own, with nothing beside it but Lambda's runtime."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from tests.aws_account import lambda_runtime, packaged
from tests.aws_events import s3_record
from tests.buckets import Bucket
from tests.faults.aws_functions import STATES, intake, notified, records

__all__ = ["intake", "packaged"]
pytestmark = pytest.mark.slow
LIMIT = 250_000_000
RUNNER = """
import importlib, json, pkgutil, sys
sys.path[:0] = sys.argv[1:]
import households, ingestion
import observability.alerts as alerts
loaded = [
    importlib.import_module(module.name).__name__
    for package in (households, ingestion, alerts)
    for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}.")
]
class Context:
    aws_request_id = "request-1"
    def get_remaining_time_in_millis(self):
        return 60_000
from ingestion.aws.handler import lambda_handler
said = lambda_handler(json.load(sys.stdin), Context())
print(json.dumps({"said": said, "loaded": loaded}), file=sys.stderr)
"""


@pytest.fixture(scope="module")
def folders(packaged: Path) -> list[Path]:
    """Return where Lambda would unpack everything, its own packages last."""
    runtime = packaged / "runtime"
    lambda_runtime(runtime)
    for archive in ("function", "layer"):
        with ZipFile(packaged / f"{archive}.zip") as package:
            package.extractall(packaged / f"opt-{archive}")
    return [packaged / "opt-function", packaged / "opt-layer" / "python", runtime]


def call(folders: list[Path], event: Any, **variables: str) -> dict[str, Any]:
    """Run the packaged handler as Lambda does and return what it said."""
    if sys.version_info[:2] != (3, 11):
        pytest.skip("the layer holds modules compiled for Python 3.11")
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", RUNNER, *map(str, folders)],
        input=json.dumps(event),
        env={**os.environ, **variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    said: dict[str, Any] = json.loads(done.stderr.splitlines()[-1])
    return said


def test_the_package_stays_below_lambdas_limit(folders: list[Path]) -> None:
    function, layer, _ = folders

    size = sum(file.stat().st_size for root in (function, layer) for file in root.rglob("*"))
    assert size < LIMIT * 0.8


def test_the_packaged_function_lands_objects(
    folders: list[Path], bucket: Bucket, intake: Bucket, s3_endpoint: Mapping[str, str]
) -> None:
    assert s3_endpoint
    event = records(
        notified(intake, "home/a.csv", STATES), s3_record("never.csv", intake.name, stated={})
    )

    done = call(folders, event, DATA_LAKE_BUCKET=bucket.name)

    assert done["said"] == {
        "received": 2,
        "landed": 1,
        "duplicate": 0,
        "quarantined": 0,
        "failed": 1,
        "ignored": 0,
        "refused": 0,
        "untriggered": 0,
    }
    named = {"ingestion.aws.databricks", "ingestion.record_files", "observability.alerts.handler"}
    assert named <= set(done["loaded"])
    assert len(bucket.keys("bronze/decodes/")) == 1
