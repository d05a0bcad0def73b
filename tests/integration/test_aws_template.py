"""The template of the deployment: what the linter says, what each policy allows, what deploys."""

import json
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest

from ingestion.aws.deliveries import counts_of
from observability.alerts.health import Health
from observability.alerts.metrics import measured
from observability.alerts.settings import alert_settings
from observability.alerts.state import State
from runner.health import COUNTS

PROJECT = Path(__file__).resolve().parents[2]
TEMPLATE = PROJECT / "deployment" / "aws" / "template.yaml"
# It is deployed by `aws cloudformation package`, which resolves aliases and local paths.
PACKAGED = ["W1100", "W1101", "W3002"]
ALLOWED = {
    "IntakeTells": {"sqs:SendMessage"},
    "ReadIntake": {"s3:GetObject", "s3:GetObjectVersion"},
    "ListBoth": {"s3:ListBucket", "s3:ListBucketVersions"},
    "ReadLake": {"s3:GetObject"},
    "WriteBronze": {"s3:PutObject", "s3:AbortMultipartUpload"},
    "UseKey": {"kms:Decrypt", "kms:GenerateDataKey"},
    "TakeMessages": {"sqs:ReceiveMessage", "sqs:DeleteMessage", "sqs:GetQueueAttributes"},
    "ListLake": {"s3:ListBucket"},
    "ReadHealth": {"s3:GetObject"},
    "WriteAlerts": {"s3:PutObject"},
    "UseKeyForAlerts": {"kms:Decrypt", "kms:GenerateDataKey"},
    "Publish": {"sns:Publish"},
    "PutMetrics": {"cloudwatch:PutMetricData"},
    "WriteLogs": {"logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents"},
    # The key's own policy: without it nobody could ever change the key again.
    "AccountAdministersByItsOwnPolicies": {"kms:*"},
    "": {"sts:AssumeRole"},
}
# What is no fault of the deployment, and why nobody is called for it.
WITHOUT_ALARM = {
    "Received": "the sum of four others",
    "Landed": "all is well",
    "Duplicate": "all is well: the same bytes again change nothing",
    "Quarantined": "the file is at fault: `daybook status` and the brief name it with its remedy",
    "Ignored": "removals and test events, which land nothing",
    **dict.fromkeys(
        ("OpenPages", "OpenLogs", "Unknown"), "the function of alerts itself tells people of each"
    ),
    "HoursSincePublished": "the function of alerts tells when a refresh is missed or held back",
    **dict.fromkeys(
        ("QuarantinedFiles", "Rejects", "Findings"), "the brief and `daybook digest` name them"
    ),
}


@pytest.fixture(scope="module")
def template() -> dict[str, Any]:
    from cfnlint.decode import decode  # type: ignore[import-untyped]  # it ships no types

    found, problems = decode(str(TEMPLATE))
    assert problems == []
    resolved: dict[str, Any] = json.loads(json.dumps(found))
    return resolved


def statements(part: Any) -> list[dict[str, Any]]:
    """Return every statement of every policy, however deep."""
    if isinstance(part, list):
        return [one for inner in part for one in statements(inner)]
    if not isinstance(part, dict):
        return []
    own = part["Statement"] if isinstance(part.get("Statement"), list) else []
    return [*own, *(one for inner in part.values() for one in statements(inner))]


def listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def by_sid(template: Mapping[str, Any], sid: str) -> list[dict[str, Any]]:
    return [one for one in statements(template["Resources"]) if one.get("Sid") == sid]


def test_the_linter_finds_nothing() -> None:
    ignored = [argument for code in PACKAGED for argument in ("--ignore-checks", code)]
    found = subprocess.run(
        [str(Path(sys.executable).parent / "cfn-lint"), *ignored, "--", str(TEMPLATE)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert (found.stdout, found.returncode) == ("", 0)


def test_every_allowed_action_is_listed_here(template: dict[str, Any]) -> None:
    allowing = [one for one in statements(template["Resources"]) if one["Effect"] == "Allow"]

    found = {one.get("Sid", ""): set(listed(one["Action"])) for one in allowing}
    assert found == ALLOWED


def test_nothing_is_allowed_on_everything(template: dict[str, Any]) -> None:
    wide = [
        one.get("Sid")
        for one in statements(template["Resources"])
        if one["Effect"] == "Allow" and "*" in listed(one.get("Resource", []))
    ]

    assert wide == ["AccountAdministersByItsOwnPolicies", "PutMetrics"]
    (metrics,) = by_sid(template, "PutMetrics")
    assert metrics["Condition"] == {"StringEquals": {"cloudwatch:namespace": "Daybook"}}


def test_the_functions_may_delete_nothing(template: dict[str, Any]) -> None:
    actions = [
        action
        for name in ("Role", "AlertRole")
        for one in statements(template["Resources"][name])
        for action in listed(one["Action"])
    ]

    assert [action for action in actions if "Delete" in action] == ["sqs:DeleteMessage"]


def test_both_buckets_refuse_what_is_not_tls(template: dict[str, Any]) -> None:
    denials = by_sid(template, "OnlyOverTls")

    assert len(denials) == 2
    for one in denials:
        assert (one["Effect"], one["Principal"], one["Action"]) == ("Deny", "*", "s3:*")
        assert one["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
        assert len(one["Resource"]) == 2


def test_raw_claims_and_occurrences_can_only_be_created(template: dict[str, Any]) -> None:
    (denial,) = by_sid(template, "RawIsCreatedOnce")

    assert (denial["Effect"], denial["Action"]) == ("Deny", "s3:PutObject")
    assert denial["Condition"] == {
        "Null": {"s3:if-none-match": "true"},
        "Bool": {"s3:ObjectCreationOperation": "true"},
    }
    ends = [one["Fn::Sub"].partition("/bronze/")[2] for one in denial["Resource"]]
    assert ends == ["raw/*", "claims/*", "occurrences/*"]


@pytest.mark.parametrize("bucket", ["IntakeBucket", "LakeBucket"])
def test_buckets_are_private_versioned_encrypted_and_kept(
    template: dict[str, Any], bucket: str
) -> None:
    found = template["Resources"][bucket]
    said = found["Properties"]

    assert found["DeletionPolicy"] == found["UpdateReplacePolicy"] == "Retain"
    assert said["VersioningConfiguration"] == {"Status": "Enabled"}
    assert set(said["PublicAccessBlockConfiguration"].values()) == {"true"} or set(
        said["PublicAccessBlockConfiguration"].values()
    ) == {True}
    (rule,) = said["BucketEncryption"]["ServerSideEncryptionConfiguration"]
    assert rule["ServerSideEncryptionByDefault"]["SSEAlgorithm"] == "aws:kms"


def alarms(template: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {
        name: one["Properties"]
        for name, one in template["Resources"].items()
        if one["Type"] == "AWS::CloudWatch::Alarm"
    }


@pytest.mark.parametrize("bucket", ["IntakeBucket", "LakeBucket"])
def test_what_broken_uploads_leave_is_taken_away(template: dict[str, Any], bucket: str) -> None:
    (rule,) = template["Resources"][bucket]["Properties"]["LifecycleConfiguration"]["Rules"]

    assert rule["Status"] == "Enabled"
    assert rule["AbortIncompleteMultipartUpload"] == {"DaysAfterInitiation": 2}
    assert "Prefix" not in rule


def test_every_metric_has_its_alarm_or_a_reason_why_not(template: dict[str, Any]) -> None:
    health = Health("2026-07-01T06:00:00Z", "published", "2026-07-01T06:00:00Z")
    alerts = measured(State(), replace(health, counts=dict.fromkeys(COUNTS, 0)), datetime.now(UTC))
    emitted = {name.capitalize() for name in (*counts_of([]), "missed", "broken")} | set(alerts)
    own = {one["MetricName"] for one in alarms(template).values() if one["Namespace"] == "Daybook"}

    assert own | set(WITHOUT_ALARM) == emitted
    assert own & set(WITHOUT_ALARM) == set()


def test_what_aws_itself_measures_of_the_queues_and_functions_is_watched(
    template: dict[str, Any],
) -> None:
    watched = {
        (one["MetricName"], dimension["Value"].get("Ref") or dimension["Value"]["Fn::GetAtt"][0])
        for one in alarms(template).values()
        for dimension in one["Dimensions"]
        if one["Namespace"].startswith("AWS/")
    }

    assert watched == {
        ("ApproximateNumberOfMessagesVisible", "DeadLetters"),
        ("ApproximateAgeOfOldestMessage", "Queue"),
        *((name, "Function") for name in ("Errors", "Throttles")),
        *((name, "NightlyFunction") for name in ("Errors", "Throttles", "Invocations")),
        *((name, "AlertFunction") for name in ("Errors", "Throttles")),
    }


def test_every_alarm_reaches_somebody_and_says_what_to_do(template: dict[str, Any]) -> None:
    for name, one in alarms(template).items():
        assert one["AlarmActions"] == [{"Ref": "Alarms"}], name
        assert len(one["AlarmDescription"]) > 20, name
        # Without data nothing happened, but for what has to happen every night and every hour.
        expected = "breaching" if name.endswith("MissingAlarm") else "notBreaching"
        assert one["TreatMissingData"] == expected, name


@pytest.fixture(scope="module")
def deployed(template: dict[str, Any], s3_endpoint: Mapping[str, str]) -> dict[str, Any]:
    """Deploy on the stand-in, with small archives in place of the packaged ones."""
    assert s3_endpoint
    tag = uuid4().hex[:8]
    code = {"S3Bucket": f"code-{tag}", "S3Key": "code.zip"}
    storage = boto3.client("s3")
    storage.create_bucket(Bucket=code["S3Bucket"])
    storage.put_object(Bucket=code["S3Bucket"], Key="code.zip", Body=b"PK\x05\x06" + bytes(18))
    plain = json.loads(json.dumps(template))
    for name in ("Function", "NightlyFunction", "AlertFunction"):
        plain["Resources"][name]["Properties"]["Code"] = code
    plain["Resources"]["Dependencies"]["Properties"]["Content"] = code
    said = {"IntakeBucketName": f"intake-{tag}", "LakeBucketName": f"lake-{tag}"}
    boto3.client("cloudformation").create_stack(
        StackName=f"daybook-{tag}",
        TemplateBody=json.dumps(plain),
        Parameters=[{"ParameterKey": k, "ParameterValue": v} for k, v in said.items()],
        Capabilities=["CAPABILITY_IAM"],
    )
    (stack,) = boto3.client("cloudformation").describe_stacks(StackName=f"daybook-{tag}")["Stacks"]
    outputs = {one["OutputKey"]: one["OutputValue"] for one in stack["Outputs"]}
    return {**said, **outputs, "status": stack["StackStatus"], "stack": stack["StackName"]}


def test_the_stack_deploys_with_both_buckets(deployed: dict[str, Any]) -> None:
    # The stand-in leaves out what buckets are configured with: the tests above read the template.
    found = {one["Name"] for one in boto3.client("s3").list_buckets()["Buckets"]}

    assert deployed["status"] == "CREATE_COMPLETE"
    assert {deployed["IntakeBucketName"], deployed["LakeBucketName"]} <= found


def test_a_message_that_fails_five_times_goes_to_the_dead_letters(
    deployed: dict[str, Any],
) -> None:
    said = boto3.client("sqs").get_queue_attributes(
        QueueUrl=deployed["QueueUrl"], AttributeNames=["All"]
    )["Attributes"]

    redrive = json.loads(said["RedrivePolicy"])
    assert int(redrive["maxReceiveCount"]) == 5
    assert redrive["deadLetterTargetArn"].endswith(deployed["DeadLetterUrl"].rpartition("/")[2])
    assert int(said["VisibilityTimeout"]) == 5400


def test_the_function_knows_its_lake_and_reads_the_queue(deployed: dict[str, Any]) -> None:
    functions = boto3.client("lambda")
    found = functions.get_function_configuration(FunctionName=deployed["FunctionName"])
    mappings = functions.list_event_source_mappings()["EventSourceMappings"]
    (own,) = [one for one in mappings if one["FunctionArn"].endswith(deployed["FunctionName"])]

    assert found["Environment"]["Variables"]["DATA_LAKE_BUCKET"] == deployed["LakeBucketName"]
    assert (found["Timeout"], found["MemorySize"]) == (900, 1769)
    assert own["EventSourceArn"].endswith(deployed["QueueUrl"].rpartition("/")[2])


def test_every_metric_on_the_dashboard_is_put_by_somebody(template: dict[str, Any]) -> None:
    body = json.loads(template["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])
    own = {one["MetricName"] for one in alarms(template).values() if one["Namespace"] == "Daybook"}

    shown = [metric for one in body["widgets"] for metric in one["properties"]["metrics"]]
    assert len(shown) > 10
    assert {name for _, name, *_ in shown} <= own | set(WITHOUT_ALARM)


def test_the_alert_function_knows_its_lake_and_its_topic(deployed: dict[str, Any]) -> None:
    found = boto3.client("lambda").get_function_configuration(
        FunctionName=deployed["AlertFunctionName"]
    )
    said = found["Environment"]["Variables"]

    assert said["DATA_LAKE_BUCKET"] == deployed["LakeBucketName"]
    assert alert_settings(said).topic == deployed["AlarmTopic"]
    assert (found["Timeout"], found["MemorySize"]) == (300, 512)
    dashboards = boto3.client("cloudwatch").list_dashboards()["DashboardEntries"]
    assert deployed["stack"] in {one["DashboardName"] for one in dashboards}


def test_the_queues_answer_names_single_messages(template: dict[str, Any]) -> None:
    # The stand-in drops this property, so that it is asserted where it stands.
    said = template["Resources"]["QueueToFunction"]["Properties"]

    assert said["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
