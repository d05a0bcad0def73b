"""The template of the deployment: what the linter says, what each policy allows, what deploys."""

import json
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ingestion.aws.deliveries import counts_of
from observability.alerts.health import Health
from observability.alerts.metrics import measured
from observability.alerts.state import State
from runner.health import COUNTS
from tests.aws_account import DEPLOYMENT, read_template

ROOMS = ("template", "lake", "intake", "watch", "refresh")
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
    "WriteLogs": {"logs:CreateLogStream", "logs:PutLogEvents"},
    "ListSite": {"s3:ListBucket"},
    "ReadSite": {"s3:GetObject"},
    "DecryptSite": {"kms:Decrypt"},
    "EnterRegistry": {"ecr:GetAuthorizationToken"},
    "PullImage": {
        "ecr:BatchCheckLayerAvailability",
        "ecr:BatchGetImage",
        "ecr:GetDownloadUrlForLayer",
    },
    "WriteTaskLogs": {"logs:CreateLogStream", "logs:PutLogEvents"},
    "ListLakeAndSite": {"s3:ListBucket"},
    "ReadWholeLake": {"s3:GetObject"},
    "WriteTables": {"s3:PutObject", "s3:AbortMultipartUpload"},
    "TidyTables": {"s3:DeleteObject"},
    "KeepSite": {"s3:GetObject", "s3:PutObject", "s3:DeleteObject"},
    "UseKeyForTables": {"kms:Decrypt", "kms:GenerateDataKey"},
    "KeepCatalog": {
        "glue:GetDatabase",
        "glue:GetTables",
        "glue:CreateTable",
        "glue:UpdateTable",
        "glue:BatchDeleteTable",
    },
    "CallFunctions": {"lambda:InvokeFunction"},
    "RunTask": {"ecs:RunTask"},
    "FollowTask": {"ecs:DescribeTasks", "ecs:StopTask"},
    "GiveRoles": {"iam:PassRole"},
    "HearOfTask": {"events:PutTargets", "events:PutRule", "events:DescribeRule"},
    "StartRefresh": {"states:StartExecution"},
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
def rooms() -> dict[str, dict[str, Any]]:
    """Return every template, that which calls the others included."""
    return {name: read_template(DEPLOYMENT / f"{name}.yaml") for name in ROOMS}


@pytest.fixture(scope="module")
def template(rooms: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the resources of all templates as those of one: no two have the same name."""
    found = [item for room in rooms.values() for item in room["Resources"].items()]
    assert len(dict(found)) == len(found)
    return {"Resources": dict(found)}


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
    paths = [str(DEPLOYMENT / f"{name}.yaml") for name in ROOMS]
    found = subprocess.run(
        [str(Path(sys.executable).parent / "cfn-lint"), *ignored, "--", *paths],
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

    assert wide == ["AccountAdministersByItsOwnPolicies", "PutMetrics", "EnterRegistry"]
    (metrics,) = by_sid(template, "PutMetrics")
    assert metrics["Condition"] == {"StringEquals": {"cloudwatch:namespace": "Daybook"}}


def test_every_room_gets_the_parameters_it_has(rooms: dict[str, dict[str, Any]]) -> None:
    for stack in rooms["template"]["Resources"].values():
        room = rooms[stack["Properties"]["TemplateURL"].removesuffix(".yaml")]
        assert set(stack["Properties"]["Parameters"]) == set(room["Parameters"])
        for value in stack["Properties"]["Parameters"].values():
            if "Fn::GetAtt" in value:
                from_room, output = value["Fn::GetAtt"][0], value["Fn::GetAtt"][-1]
                assert output.removeprefix("Outputs.") in rooms[from_room.lower()]["Outputs"]


def test_the_functions_may_delete_nothing(template: dict[str, Any]) -> None:
    actions = [
        action
        for name in ("Role", "AlertRole")
        for one in statements(template["Resources"][name])
        for action in listed(one["Action"])
    ]

    assert [action for action in actions if "Delete" in action] == ["sqs:DeleteMessage"]


def test_the_refresh_may_delete_nothing_that_files_came_as(template: dict[str, Any]) -> None:
    (tidy,) = by_sid(template, "TidyTables")

    places = [one["Fn::Sub"].rpartition("${LakeBucketName}/")[2] for one in tidy["Resource"]]
    tables = ["bronze/bronze_*", "reference/*", "silver/*", "gold/*"]
    assert set(places) == {*tables, "bronze/runs_begun/*", ".writer.lease.json"}


def test_all_buckets_refuse_what_is_not_tls(template: dict[str, Any]) -> None:
    denials = by_sid(template, "OnlyOverTls")

    assert len(denials) == 3
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


@pytest.mark.parametrize("bucket", ["IntakeBucket", "LakeBucket", "SiteBucket"])
def test_buckets_are_private_encrypted_and_kept_with_versions_of_what_cannot_be_made_again(
    template: dict[str, Any], bucket: str
) -> None:
    found = template["Resources"][bucket]
    said = found["Properties"]

    assert found["DeletionPolicy"] == found["UpdateReplacePolicy"] == "Retain"
    assert ("VersioningConfiguration" in said) == (bucket != "SiteBucket")
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


@pytest.mark.parametrize("bucket", ["IntakeBucket", "LakeBucket", "SiteBucket"])
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
        ("ApproximateNumberOfMessagesVisible", "DeadLettersName"),
        ("ApproximateAgeOfOldestMessage", "QueueName"),
        *((name, "FunctionName") for name in ("Errors", "Throttles")),
        *((name, "ReconcileFunctionName") for name in ("Errors", "Throttles", "Invocations")),
        *((name, "AlertFunction") for name in ("Errors", "Throttles")),
        *((f"Executions{name}", "StateMachine") for name in ("Failed", "TimedOut", "Started")),
    }


def test_every_alarm_reaches_somebody_and_says_what_to_do(template: dict[str, Any]) -> None:
    for name, one in alarms(template).items():
        topic = "AlarmTopic" if name.startswith("Refresh") else "Alarms"
        assert one["AlarmActions"] == [{"Ref": topic}], name
        assert len(one["AlarmDescription"]) > 20, name
        # Without data nothing happened, but for what has to happen every night and every hour.
        expected = "breaching" if name.endswith("MissingAlarm") else "notBreaching"
        assert one["TreatMissingData"] == expected, name


def test_every_metric_on_the_dashboard_is_put_by_somebody(template: dict[str, Any]) -> None:
    body = json.loads(template["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"])
    own = {one["MetricName"] for one in alarms(template).values() if one["Namespace"] == "Daybook"}

    shown = [metric for one in body["widgets"] for metric in one["properties"]["metrics"]]
    assert len(shown) > 10
    assert {name for _, name, *_ in shown} <= own | set(WITHOUT_ALARM)


def test_every_function_and_task_keeps_its_log_for_a_stated_time(template: dict[str, Any]) -> None:
    groups = {
        name: one["Properties"]
        for name, one in template["Resources"].items()
        if one["Type"] == "AWS::Logs::LogGroup"
    }

    assert set(groups) == {"FunctionLogs", "ReconcileLogs", "AlertLogs", "Logs"}
    assert all(one["RetentionInDays"] == {"Ref": "LogDays"} for one in groups.values())


def test_the_definition_names_only_what_the_template_puts_in(template: dict[str, Any]) -> None:
    machine = template["Resources"]["StateMachine"]["Properties"]
    path = DEPLOYMENT / machine["DefinitionS3Location"]
    definition = path.read_text()

    assert set(re.findall(r"\$\{(\w+)\}", definition)) == set(machine["DefinitionSubstitutions"])
    statelint = str(Path(sys.executable).with_name("statelint"))
    found = subprocess.run([statelint, str(path)], capture_output=True, text=True, check=False)
    assert (found.stdout, found.returncode) == ("", 0)


def test_the_queues_answer_names_single_messages(template: dict[str, Any]) -> None:
    # The stand-in drops this property, so that it is asserted where it stands.
    said = template["Resources"]["QueueToFunction"]["Properties"]

    assert said["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
