"""Whatever opens a bucket to boto3 opens it to the engine, which reads the environment only."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from dbt.adapters.lake.bucket_access import share_access
from ingestion.storage.bucket_access import session
from tests.engines.lake_project import LakeProject

PROFILE = """
[profile home]
region = eu-central-1
aws_access_key_id = from-the-profile
aws_secret_access_key = secret
"""
RUN = """
import sys
from dbt.cli.main import dbtRunner
assert dbtRunner().invoke(sys.argv[1:]).success
print("boto3" in sys.modules, "ingestion" in sys.modules)
"""


@pytest.fixture
def environment(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, str]]:
    """Give this process an environment of the test's own."""
    own: dict[str, str] = {}
    monkeypatch.setattr(os, "environ", own)
    # The process keeps one session, which another test may have opened.
    session.cache_clear()
    yield own
    session.cache_clear()


def test_the_keys_and_the_region_of_a_profile_reach_the_engine(
    tmp_path: Path, environment: dict[str, str]
) -> None:
    (tmp_path / "config").write_text(PROFILE)
    environment |= {"AWS_CONFIG_FILE": str(tmp_path / "config"), "AWS_PROFILE": "home"}

    share_access("s3://bucket/lake")

    assert environment["AWS_REGION"] == "eu-central-1"
    assert environment["AWS_ACCESS_KEY_ID"] == "from-the-profile"
    assert environment["AWS_SECRET_ACCESS_KEY"] == "secret"  # noqa: S105 - of the test's profile


def test_keys_in_the_environment_stay_as_they_are(environment: dict[str, str]) -> None:
    said = {
        "AWS_ACCESS_KEY_ID": "mine",
        "AWS_SECRET_ACCESS_KEY": "my secret",
        "AWS_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": "https://127.0.0.1:9000",
    }
    environment |= said

    share_access("s3://bucket/lake")

    assert {name: environment[name] for name in environment if "AWS" in name} == said


def test_an_endpoint_without_tls_is_allowed_to_the_engine_as_well(
    environment: dict[str, str],
) -> None:
    environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9000"
    environment["AWS_EC2_METADATA_DISABLED"] = "true"

    share_access("s3://bucket/lake")

    assert environment["AWS_ALLOW_HTTP"] == "true"


def test_a_lake_in_a_folder_loads_nothing_for_buckets(project: LakeProject) -> None:
    project.model("one", "select 1 as a")
    folder = str(project.directory)
    folders = ["--project-dir", folder, "--profiles-dir", folder, "--log-path", f"{folder}/logs"]

    run = subprocess.run(
        [sys.executable, "-c", RUN, "run", "--quiet", *folders],
        check=True,
        capture_output=True,
        text=True,
    )

    assert run.stdout.splitlines()[-1] == "False False"
