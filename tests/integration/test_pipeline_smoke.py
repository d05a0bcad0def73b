"""The smoke test of a deployment, against the stand-in for S3 and the function itself."""

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from deployment.gitlab.smoke import main, sample_file, smoke
from ingestion.storage.bucket_access import client
from tests.aws_events import s3_record
from tests.buckets import Bucket
from tests.faults.aws_functions import deployed, intake, invoke

__all__ = ["deployed", "intake"]
KEY = "smoke/1/file"


def arrived(intake: Bucket) -> dict[str, object]:
    """Wait for the object of the smoke test and return what S3 sends of it."""
    while not intake.keys():
        time.sleep(0.05)
    found = client().head_object(Bucket=intake.name, Key=KEY)
    stated = {
        "size": found["ContentLength"],
        "eTag": found["ETag"].strip('"'),
        "versionId": found["VersionId"],
        "sequencer": "01",
    }
    return s3_record(KEY, intake.name, stated=stated)


@pytest.mark.usefixtures("deployed")
def test_a_file_that_the_function_lands_and_decodes_passes(bucket: Bucket, intake: Bucket) -> None:
    content, _name = sample_file()

    with ThreadPoolExecutor(1) as pool:
        missing = pool.submit(smoke, intake.name, bucket.name, KEY, content, seconds=60)
        invoke({"Records": [arrived(intake)]})

    assert missing.result() == ""


def test_a_file_that_nobody_lands_says_where_to_look(bucket: Bucket, intake: Bucket) -> None:
    missing = smoke(intake.name, bucket.name, KEY, b"x", seconds=0)

    assert missing == f"{KEY} was not landed: look at the function's log and its dead letters"


@pytest.mark.usefixtures("deployed")
def test_a_file_that_nothing_reads_does_not_pass(bucket: Bucket, intake: Bucket) -> None:
    with ThreadPoolExecutor(1) as pool:
        missing = pool.submit(smoke, intake.name, bucket.name, KEY, b"no format", seconds=4)
        invoke({"Records": [arrived(intake)]})

    assert "was landed, but has no records" in missing.result()


def test_a_deployment_must_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    assert main([], {}) == 2
    assert "Set INTAKE_BUCKET and LAKE_BUCKET" in capsys.readouterr().err
