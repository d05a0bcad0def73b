"""The job of EMR Serverless: what is sent is what the service takes, and its files are there."""

import copy
import json
import re
import string
from typing import Any

import pytest
from botocore.session import get_session
from botocore.validate import ParamValidator

from ingestion.storage.bucket_access import session
from tests.buckets import Bucket
from tests.runtimes import EMR, PROJECT

JOB_RUN = EMR.with_name("job_run.json")
ROLE = "arn:aws:iam::123456789012:role/daybook"
NAMES = {"APPLICATION_ID", "EXECUTION_ROLE_ARN", "TOPIC_ARN"} | {
    f"{name}_BUCKET" for name in ("LAKE", "SITE", "LOG")
}


def job_run(**names: str) -> dict[str, Any]:
    """Return what is sent, with its names filled in as `envsubst` does."""
    text = string.Template(JOB_RUN.read_text("utf-8"))
    content: dict[str, Any] = json.loads(text.substitute(dict.fromkeys(NAMES, "x") | names))
    return content


def problems(content: dict[str, Any]) -> str:
    """Return what the service's own model finds wrong."""
    operation = get_session().get_service_model("emr-serverless").operation_model("StartJobRun")
    # The client adds the token itself.
    report = ParamValidator().validate({**content, "clientToken": "1"}, operation.input_shape)
    return report.generate_report() if report.has_errors() else ""


def test_the_service_takes_what_is_sent() -> None:
    assert problems(job_run(EXECUTION_ROLE_ARN=ROLE)) == ""


@pytest.mark.parametrize(
    ("path", "name", "value"),
    [
        (("jobDriver", "sparkSubmit"), "entryPont", "local:///x.py"),
        ((), "executionTimeoutMinutes", "240"),
        (("configurationOverrides",), "applicationConfiguration", {}),
    ],
)
def test_what_the_service_does_not_take_is_found(
    path: tuple[str, ...], name: str, value: object
) -> None:
    content = copy.deepcopy(job_run(EXECUTION_ROLE_ARN=ROLE))
    place = content
    for key in path:
        place = place[key]
    place[name] = value

    assert name in problems(content)


def test_the_image_holds_what_the_job_starts() -> None:
    image = EMR.with_name("Dockerfile").read_text("utf-8")
    (folder,) = re.findall(r"(?m)^WORKDIR (\S+)$", image)
    text = JOB_RUN.read_text("utf-8")
    places = set(re.findall(rf"{folder}/([\w./]+)", text))

    assert places == {"deployment/emr/refresh.py", ".venv/bin/python"}
    assert all((PROJECT / place).is_file() for place in places if not place.startswith("."))
    assert "python3.11 -m venv .venv" in image
    allowed = EMR.with_name("Dockerfile.dockerignore").read_text("utf-8").splitlines()
    assert "!deployment/emr/refresh.py" in allowed
    assert set(re.findall(r"\$\{(\w+)\}", text)) == NAMES


def test_the_stand_in_starts_the_job(bucket: Bucket) -> None:
    del bucket  # Its server stands in for all of AWS.
    service = session().client("emr-serverless", region_name="eu-west-1")
    # A release that the stand-in knows; the image names the one that is meant.
    application = service.create_application(
        name="daybook", releaseLabel="emr-6.9.0", type="SPARK"
    )["applicationId"]

    started = service.start_job_run(
        **job_run(APPLICATION_ID=application, EXECUTION_ROLE_ARN=ROLE, LAKE_BUCKET="our-lake")
    )

    run = service.get_job_run(applicationId=application, jobRunId=started["jobRunId"])["jobRun"]
    assert run["jobDriver"]["sparkSubmit"]["entryPoint"].endswith("/deployment/emr/refresh.py")
    assert "s3://our-lake/household" in json.dumps(run["configurationOverrides"])
