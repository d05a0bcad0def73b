"""An account of AWS for tests, with Daybook's stack in it as its README deploys it."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest

PROJECT = Path(__file__).resolve().parents[1]
DEPLOYMENT = PROJECT / "deployment" / "aws"
CONTAINER = DEPLOYMENT / "container"
# What Lambda itself brings for Python.
RUNTIME = ("boto3", "botocore", "s3transfer", "jmespath", "dateutil", "urllib3", "six")
# Properties that name files beside a template, which `aws cloudformation package` uploads.
_LOCAL = ("TemplateURL", "Code", "Content", "DefinitionS3Location")
_CODE = "code"
_SECRET = "testing"  # noqa: S105  (the stand-in asks for any)
_OF_EACH_SOURCE = ("LandSource", "DidAllLand", "NotLanded", "SourceEnded")
_LONGEST_SECONDS = 3600


def read_template(path: Path) -> dict[str, Any]:
    """Return a template with its aliases resolved and its short functions written out."""
    from cfnlint.decode import decode  # type: ignore[import-untyped]  # it ships no types

    found, problems = decode(str(path))
    assert problems == []
    resolved: dict[str, Any] = json.loads(json.dumps(found))
    return resolved


@dataclass(frozen=True)
class Account:
    """A running stand-in with a deployed stack."""

    folder: Path
    environment: Mapping[str, str]
    outputs: Mapping[str, str]

    def client(self, service: str) -> Any:
        """Return boto3's client of a service of this account."""
        return client_in(self.environment, service)

    def put(self, bucket: str, key: str, content: bytes) -> None:
        """Put an object as an uploader would."""
        self.client("s3").put_object(Bucket=bucket, Key=key, Body=content)

    def refresh(self, as_of: str) -> dict[str, Any]:
        """Start what the schedule starts, as it does, and return how it ended."""
        target = self.client("scheduler").get_schedule(Name="Morning")["Target"]
        steps = self.client("stepfunctions")
        begun = steps.start_execution(
            stateMachineArn=target["Arn"],
            name=uuid4().hex,
            input=target["Input"].replace("<aws.scheduler.scheduled-time>", as_of),
        )["executionArn"]
        ended: dict[str, Any] = {"status": "RUNNING"}
        deadline = time.monotonic() + _LONGEST_SECONDS
        while ended["status"] == "RUNNING":
            assert time.monotonic() < deadline, self.visited(ended)
            time.sleep(0.5)
            ended = steps.describe_execution(executionArn=begun)
        return ended

    def visited(self, execution: Mapping[str, Any]) -> list[str]:
        """Return the states that an execution entered, in their order, those of maps apart."""
        said = self.client("stepfunctions").get_execution_history(
            executionArn=execution["executionArn"], maxResults=1000
        )["events"]
        entered = [
            one["stateEnteredEventDetails"]["name"] for one in said if "Entered" in one["type"]
        ]
        return [name for name in entered if name not in _OF_EACH_SOURCE]

    def containers(self) -> list[str]:
        """Return the commands that containers ran so far, in their order."""
        logs = sorted(self.folder.glob("*.log"), key=lambda one: int(one.name.partition("-")[0]))
        return [one.stem.partition("-")[2] for one in logs]

    def calls(self) -> list[dict[str, str]]:
        """Return every call so far: by whom, to which service, and what."""
        return [json.loads(line) for line in (self.folder / "calls.jsonl").open()]


def client_in(environment: Mapping[str, str], service: str) -> Any:
    """Return a client that goes to a stand-in; each service has its own."""
    return boto3.client(
        service,
        endpoint_url=environment["AWS_ENDPOINT_URL"],
        region_name="us-east-1",
        aws_access_key_id="administrator",
        aws_secret_access_key=_SECRET,
    )


@contextmanager
def account(folder: Path) -> Iterator[dict[str, str]]:
    """Run the stand-in and yield the environment that leads to it."""
    lambda_runtime(folder / "runtime")
    _image_files(folder / "image")
    script = Path(__file__).with_name("aws_stand_in.py")
    server = subprocess.Popen(
        [sys.executable, str(script), str(folder)],
        stdout=subprocess.PIPE,
        stderr=(folder / "server.txt").open("w"),
    )
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        yield {"AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}"}
    finally:
        server.terminate()
        server.wait()


def lambda_runtime(folder: Path) -> None:
    """Link the packages that Lambda itself brings into a folder."""
    folder.mkdir()
    for name in RUNTIME:
        found = find_spec(name)
        assert found is not None
        assert found.origin is not None
        home = Path(found.origin)
        home = home.parent if home.name == "__init__.py" else home
        (folder / home.name).symlink_to(home)


def _image_files(folder: Path) -> None:
    """Copy what the image takes from the project, as its list says."""
    for name in image_list():
        source = PROJECT / name
        if source.is_dir():
            shutil.copytree(
                source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "*.egg-info")
            )
        else:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, folder / name)


def image_list() -> list[str]:
    """Return the paths that the image is made from."""
    lines = (CONTAINER / "Dockerfile.dockerignore").read_text().split()
    return [line.removeprefix("!") for line in lines if line.startswith("!")]


def deploy(
    environment: Mapping[str, str], packages: Path, parameters: Mapping[str, str]
) -> dict[str, str]:
    """Package and create the stack as the README says, and return its outputs."""
    storage = client_in(environment, "s3")
    storage.create_bucket(Bucket=_CODE)
    for name in ("function.zip", "layer.zip"):
        storage.upload_file(str(packages / name), _CODE, name)
    cloud = client_in(environment, "cloudformation")
    cloud.create_stack(
        StackName="daybook",
        TemplateBody=json.dumps(_packaged(storage, DEPLOYMENT / "template.yaml")),
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in parameters.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    (stack,) = cloud.describe_stacks(StackName="daybook")["Stacks"]
    assert stack["StackStatus"] == "CREATE_COMPLETE"
    return {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}


def _packaged(storage: Any, path: Path) -> dict[str, Any]:
    """Upload what a template names beside it and name the uploads there."""
    template = read_template(path)
    for resource in template["Resources"].values():
        for name in _LOCAL:
            said = resource.get("Properties", {}).get(name)
            if isinstance(said, str):
                resource["Properties"][name] = _uploaded(storage, path.parent, name, said)
    return template


def _uploaded(storage: Any, folder: Path, name: str, file: str) -> Any:
    key = Path(file).name
    if name == "TemplateURL":
        body = json.dumps(_packaged(storage, folder / file))
        storage.put_object(Bucket=_CODE, Key=key, Body=body.encode())
        return f"https://s3.amazonaws.com/{_CODE}/{key}"
    if name == "DefinitionS3Location":
        storage.put_object(Bucket=_CODE, Key=key, Body=(folder / file).read_bytes())
        return {"Bucket": _CODE, "Key": key}
    return {"S3Bucket": _CODE, "S3Key": key}


@pytest.fixture(scope="session")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make the archives of the functions once."""
    if shutil.which("uv") is None:
        pytest.skip("uv is not on the path; it installs the packages of the layer")
    if sys.version_info[:2] != (3, 11):
        pytest.skip("the layer holds modules compiled for Python 3.11")
    folder = tmp_path_factory.mktemp("package")
    subprocess.run([sys.executable, str(DEPLOYMENT / "package.py"), str(folder)], check=True)
    return folder


def complete(
    environment: Mapping[str, str], parameters: Mapping[str, str], outputs: Mapping[str, str]
) -> None:
    """Make by its own call what the stand-in says it made of the templates and did not."""
    storage = client_in(environment, "s3")
    intake = read_template(DEPLOYMENT / "intake.yaml")["Resources"]
    for bucket in (parameters["IntakeBucketName"], parameters["LakeBucketName"]):
        storage.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    (said,) = intake["IntakeBucket"]["Properties"]["NotificationConfiguration"][
        "QueueConfigurations"
    ]
    arn = client_in(environment, "sqs").get_queue_attributes(
        QueueUrl=outputs["QueueUrl"], AttributeNames=["QueueArn"]
    )
    storage.put_bucket_notification_configuration(
        Bucket=parameters["IntakeBucketName"],
        NotificationConfiguration={
            "QueueConfigurations": [
                {"QueueArn": arn["Attributes"]["QueueArn"], "Events": [said["Event"]]}
            ]
        },
    )
    glue = client_in(environment, "glue")
    for one in read_template(DEPLOYMENT / "lake.yaml")["Resources"].values():
        if one["Type"] == "AWS::Glue::Database":
            name = one["Properties"]["DatabaseInput"]["Name"]["Fn::Sub"]
            named = name.replace("${GlueDatabasePrefix}", parameters["GlueDatabasePrefix"])
            glue.create_database(DatabaseInput={"Name": named})
    morning = read_template(DEPLOYMENT / "refresh.yaml")["Resources"]["Morning"]["Properties"]
    client_in(environment, "scheduler").create_schedule(
        Name="Morning",
        ScheduleExpression="cron(0 5 * * ? *)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={"Arn": outputs["StateMachine"], "RoleArn": "arn:aws:iam::1:role/any"}
        | {"Input": morning["Target"]["Input"]},
    )
