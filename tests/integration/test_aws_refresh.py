"""The whole way in an account: a file is put, a schedule comes due, its number is on the page.

Nothing is done by hand between. What the stand-in cannot do is said in tests/aws_stand_in.py.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from deltalake import DeltaTable

from observability.alerts.settings import alert_settings
from samples import SAMPLE_AS_OF, write_sample
from tests.aws_account import (
    DEPLOYMENT,
    Account,
    account,
    client_in,
    complete,
    deploy,
    image_list,
    packaged,
    read_template,
)

__all__ = ["packaged"]
# Three refreshes in a bucket: on a busy machine more than the ten minutes of others.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
INTAKE, LAKE, SITE = "our-intake", "our-lake", "our-site"
AS_OF = SAMPLE_AS_OF.isoformat()
SOURCES = ("bank_a_checking", "electricity")
# The last booking of the sample's account and one more, after which it stands at 13,463.64.
STATEMENT = """\
Buchungstag;Valuta;Empfänger/Auftraggeber;Verwendungszweck;Betrag;Währung;Saldo
30.06.2026;30.06.2026;Fahrradladen;Kartenzahlung;-1.234,56;EUR;13.463,64
29.06.2026;29.06.2026;Apotheke zum Löwen;Kartenzahlung;-17,49;EUR;14.698,20
"""


@dataclass(frozen=True)
class Morning:
    """What three refreshes came to: with a source that fails, without it, with wrong rules."""

    account: Account
    landed_by_event: bool
    first: dict[str, Any]
    second: dict[str, Any]
    third: dict[str, Any]
    containers: tuple[list[str], ...]
    told: list[str]


@pytest.fixture(scope="module")
def deployed(packaged: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Account]:
    """Deploy the stack as the README says into an account of its own."""
    folder = tmp_path_factory.mktemp("account")
    with account(folder) as environment:
        network = client_in(environment, "ec2")
        subnets = network.describe_subnets()["Subnets"]
        said = {
            "IntakeBucketName": INTAKE,
            "LakeBucketName": LAKE,
            "SiteBucketName": SITE,
            "GlueDatabasePrefix": "ours",
            "MaxObjectMegabytes": "1",
            # The sample's last morning is long over: no refresh of it shall count as missed.
            "AlertSilentHours": "1000000",
            "RefreshImageTag": "first",
            "RefreshVpc": subnets[0]["VpcId"],
            "RefreshSubnets": ",".join(one["SubnetId"] for one in subnets[:2]),
        }
        outputs = deploy(environment, packaged, said)
        complete(environment, said, outputs)
        yield Account(folder, environment, outputs)


def bring_sample(deployed: Account, folder: Path) -> None:
    """Bring the household there, and files that no event tells of: the queue knows none yet."""
    write_sample(folder, days=12)
    household, inbox = folder / "household", folder / "inbox"
    for file in filter(Path.is_file, household.rglob("*")):
        deployed.put(LAKE, f"household/{file.relative_to(household)}", file.read_bytes())
    storage = deployed.client("s3")
    told = storage.get_bucket_notification_configuration(Bucket=INTAKE)
    storage.put_bucket_notification_configuration(Bucket=INTAKE, NotificationConfiguration={})
    for source in SOURCES:
        for file in filter(Path.is_file, (inbox / source).rglob("*")):
            deployed.put(INTAKE, str(file.relative_to(inbox)), file.read_bytes())
    deployed.put(INTAKE, "another/too_large.csv", b"x" * 1_100_000)
    storage.put_bucket_notification_configuration(
        Bucket=INTAKE,
        NotificationConfiguration={"QueueConfigurations": told["QueueConfigurations"]},
    )


def letters(deployed: Account) -> str:
    """Let the topic of alarms write into a queue and return its address."""
    queues = deployed.client("sqs")
    address: str = queues.create_queue(QueueName="letters")["QueueUrl"]
    arn = queues.get_queue_attributes(QueueUrl=address, AttributeNames=["QueueArn"])
    deployed.client("sns").subscribe(
        TopicArn=deployed.outputs["AlarmTopic"],
        Protocol="sqs",
        Endpoint=arn["Attributes"]["QueueArn"],
    )
    return address


def received(deployed: Account, address: str) -> list[str]:
    """Return the subjects of the letters that came."""
    found = deployed.client("sqs").receive_message(QueueUrl=address, MaxNumberOfMessages=10)
    return [json.loads(one["Body"]).get("Subject", "") for one in found.get("Messages", ())]


@pytest.fixture(scope="module")
def morning(deployed: Account, tmp_path_factory: pytest.TempPathFactory) -> Morning:
    """Put files, let the schedule come due three times, and keep what that came to."""
    bring_sample(deployed, tmp_path_factory.mktemp("sample") / "house")
    key = f"{SOURCES[0]}/umsaetze_2026-06-30.csv"
    deployed.put(INTAKE, key, STATEMENT.encode())
    storage = deployed.client("s3")
    raw = storage.list_objects_v2(Bucket=LAKE, Prefix="bronze/raw/").get("Contents", ())
    (deployed.folder / "kill-build").touch()

    first = deployed.refresh(AS_OF)
    after_first = deployed.containers()
    for one in storage.list_object_versions(Bucket=INTAKE, Prefix="another/")["Versions"]:
        storage.delete_object(Bucket=INTAKE, Key=one["Key"], VersionId=one["VersionId"])
    second = deployed.refresh(AS_OF)
    after_second = deployed.containers()
    address = letters(deployed)
    deployed.put(LAKE, "household/household.yml", b"version: 1\ntime_zone: Europe/Nowhere\n")
    third = deployed.refresh(AS_OF)
    return Morning(
        deployed,
        any(one["Key"].endswith("umsaetze_2026-06-30.csv") for one in raw),
        first,
        second,
        third,
        (
            after_first,
            after_second[len(after_first) :],
            deployed.containers()[len(after_second) :],
        ),
        received(deployed, address),
    )


def test_a_message_that_fails_five_times_goes_to_the_dead_letters(deployed: Account) -> None:
    said = deployed.client("sqs").get_queue_attributes(
        QueueUrl=deployed.outputs["QueueUrl"], AttributeNames=["All"]
    )["Attributes"]

    redrive = json.loads(said["RedrivePolicy"])
    assert int(redrive["maxReceiveCount"]) == 5
    dead = deployed.outputs["DeadLetterUrl"].rpartition("/")[2]
    assert redrive["deadLetterTargetArn"].endswith(dead)
    assert int(said["VisibilityTimeout"]) == 5400


def test_the_functions_know_their_lake_and_their_topic(deployed: Account) -> None:
    functions = deployed.client("lambda")
    found = {
        name: functions.get_function_configuration(FunctionName=deployed.outputs[name])
        for name in ("FunctionName", "ReconcileFunctionName", "AlertFunctionName")
    }

    lakes = {one["Environment"]["Variables"]["DATA_LAKE_BUCKET"] for one in found.values()}
    assert lakes == {LAKE}
    assert [one["Timeout"] for one in found.values()] == [900, 900, 300]
    alert = alert_settings(found["AlertFunctionName"]["Environment"]["Variables"])
    assert alert.topic == deployed.outputs["AlarmTopic"]
    dashboards = deployed.client("cloudwatch").list_dashboards()["DashboardEntries"]
    assert [one["DashboardName"] for one in dashboards] == ["daybook"]


def test_an_object_is_landed_by_its_event(morning: Morning) -> None:
    assert morning.landed_by_event


def test_one_source_that_fails_keeps_no_other_from_gold(morning: Morning) -> None:
    steps = ["Reconcile", "Build", "Publish", "Crawl", "Alert", "HowItEnded"]

    assert morning.account.visited(morning.first)[-7:] == [*steps, "Failed"]
    assert morning.first["status"] == "FAILED"
    published = morning.account.client("s3").get_object(Bucket=LAKE, Key="published.json")
    assert json.loads(published["Body"].read())["as_of"].startswith("2026-07-01")


def test_a_container_that_the_platform_ends_runs_again(morning: Morning) -> None:
    assert morning.containers[0] == ["reconcile", "build", "build", "publish", "crawl"]


def test_a_refresh_in_which_every_step_passes_succeeds(morning: Morning) -> None:
    assert morning.second["status"] == "SUCCEEDED"
    assert morning.containers[1] == ["reconcile", "build", "publish", "crawl"]
    assert morning.account.visited(morning.second)[-1] == "Refreshed"


def test_after_a_failure_no_step_follows_but_the_alert_which_tells(morning: Morning) -> None:
    visited = morning.account.visited(morning.third)

    assert morning.third["status"] == "FAILED"
    assert visited[-5:] == ["Reconcile", "Build", "Alert", "HowItEnded", "Failed"]
    assert set(morning.containers[2]) == {"reconcile", "build"}
    assert "Daybook: the refresh needs you" in morning.told


def test_the_file_s_number_is_in_gold(morning: Morning) -> None:
    options = {
        **morning.account.environment,
        "AWS_ALLOW_HTTP": "true",
        "AWS_REGION": "us-east-1",
        "AWS_ACCESS_KEY_ID": "administrator",
        "AWS_SECRET_ACCESS_KEY": "testing",
    }
    table = DeltaTable(f"s3://{LAKE}/gold/daily_account_balance", storage_options=options)

    rows = table.to_pyarrow_table().to_pylist()
    own = [row for row in rows if row["account_id"] == "checking"]
    found = {str(row["balance_date"]): str(row["balance_amount"]) for row in own}
    assert (found["2026-06-29"], found["2026-06-30"]) == ("14698.20", "13463.64")


def test_the_file_s_number_is_on_the_page(morning: Morning) -> None:
    page = morning.account.client("s3").get_object(Bucket=SITE, Key="site/money.html")

    assert "€13,463.64" in page["Body"].read().decode()


def test_the_catalog_is_in_glue(morning: Morning) -> None:
    found = morning.account.client("glue").get_tables(DatabaseName="ours_gold")["TableList"]

    assert "daily_account_balance" in {one["Name"] for one in found}


def test_containers_write_nothing_beside_their_disk(morning: Morning) -> None:
    image = morning.account.folder / "image"
    allowed = tuple(f"{name}" for name in image_list())

    found = {str(one.relative_to(image)) for one in image.rglob("*") if one.is_file()}
    assert all(name.startswith(allowed) for name in found)
    assert not any("__pycache__" in name or name.startswith(("logs/", "target/")) for name in found)


@cache
def _statements() -> list[dict[str, Any]]:
    role = read_template(DEPLOYMENT / "refresh.yaml")["Resources"]["TaskRole"]["Properties"]
    found: list[dict[str, Any]] = role["Policies"][0]["PolicyDocument"]["Statement"]
    return found


def _action(call: dict[str, str]) -> tuple[str, str]:
    """Return the right that a call of a container needs, and on what."""
    if call["target"]:
        service, _, name = call["target"].partition(".")
        return f"{service.removeprefix('AWS').lower()}:{name}", ""
    bucket, _, key = call["path"].lstrip("/").partition("/")
    if not key:
        return ("s3:DeleteObject" if "delete" in call["query"] else "s3:ListBucket"), bucket
    names = {"GET": "Get", "HEAD": "Get", "DELETE": "Delete"}
    return f"s3:{names.get(call['method'], 'Put')}Object", f"{bucket}/{key}"


def _is_allowed(action: str, place: str) -> bool:
    named = {"${LakeBucketName}": LAKE, "${SiteBucketName}": SITE}
    for one in _statements():
        actions = one["Action"] if isinstance(one["Action"], list) else [one["Action"]]
        resources = one["Resource"] if isinstance(one["Resource"], list) else [one["Resource"]]
        patterns = [said.get("Fn::Sub", "").rpartition(":::")[2] for said in resources]
        for name, value in named.items():
            patterns = [pattern.replace(name, value) for pattern in patterns]
        if action in actions and (not place or any(fnmatch(place, one) for one in patterns)):
            return True
    return False


def test_the_role_of_the_container_allows_all_that_it_does(morning: Morning) -> None:
    calls = [one for one in morning.account.calls() if one["by"] == "TaskRole"]
    asked = {_action(one) for one in calls}

    assert len(asked) > 100
    assert sorted(one for one in asked if not _is_allowed(*one)) == []
