"""What the pipeline runs to deploy, and that it is what the pages for people say."""

import os
import re
import subprocess
from pathlib import Path

import pytest
import yaml

from tests.houses import PROJECT

DEPLOY = PROJECT / "deployment" / "gitlab" / "deploy"
AWS = {"CODE_BUCKET": "code", "INTAKE_BUCKET": "intake", "LAKE_BUCKET": "lake"}


def deploy(*arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(DEPLOY), *arguments],
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        check=False,
    )


def test_aws_is_deployed_by_the_commands_of_its_readme() -> None:
    said = deploy("staging", "--dry-run", **AWS, STACK_PARAMETERS="AlarmEmail=me LogDays=30")

    package, deployment = said.stdout.splitlines()
    readme = (PROJECT / "deployment" / "aws" / "README.md").read_text("utf-8")
    for command in (package, deployment):
        assert command.removeprefix("+ ").split(" --")[0] in readme
    assert {"--template-file", "--s3-bucket", "--output-template-file"} <= set(package.split())
    assert "--stack-name daybook-staging" in deployment
    assert deployment.endswith(
        "IntakeBucketName=intake LakeBucketName=lake AlarmEmail=me LogDays=30"
    )


def test_databricks_is_deployed_to_a_target_of_the_bundle() -> None:
    bundle = PROJECT / "deployment" / "databricks" / "databricks.yml"
    targets = yaml.safe_load(bundle.read_text("utf-8"))["targets"]

    for environment in ("staging", "production"):
        said = deploy(environment, "--dry-run", DATABRICKS_HOST="https://dbc.example.invalid")

        assert said.stdout.splitlines() == [
            "+ cd deployment/databricks",
            f"+ databricks bundle validate --strict --target {environment}",
            f"+ databricks bundle deploy --target {environment}",
        ]
        assert environment in targets


@pytest.mark.parametrize(
    ("arguments", "variables", "message"),
    [
        (["staging"], {}, "Nothing to deploy to"),
        (["elsewhere"], AWS, "usage:"),
        ([], AWS, "usage:"),
        (["production", "--dry-run"], {"CODE_BUCKET": "code"}, "INTAKE_BUCKET"),
    ],
)
def test_a_deployment_to_nowhere_is_refused(
    arguments: list[str], variables: dict[str, str], message: str
) -> None:
    said = deploy(*arguments, **variables)

    assert said.returncode != 0
    assert message in said.stderr


def test_every_variable_of_the_pipeline_is_on_its_page() -> None:
    page = (PROJECT / "docs" / "continuous-integration.md").read_text("utf-8")
    read = set[str]()
    files = [PROJECT / ".gitlab-ci.yml", *sorted((PROJECT / "deployment" / "gitlab").iterdir())]
    for file in filter(Path.is_file, files):
        read |= set(re.findall(r"\$\{?([A-Z][A-Z_]+)", file.read_text("utf-8")))
    own = {name for name in read if not name.startswith("CI_")}

    assert {"DEPLOYS", "SCHEDULE", "CODE_BUCKET"} <= own
    made_here = {"PWD", "BASH_SOURCE", "PIPELINE_PYTHON"}
    assert {name for name in own - made_here if name not in page} == set()
