"""Events as AWS sends them."""

import json
from typing import Any
from urllib.parse import quote_plus


def s3_record(key: str, bucket: str = "intake", **changes: Any) -> dict[str, Any]:
    """Return one record of an S3 notification; `changes` replace what it states."""
    stated = changes.pop("stated", {"versionId": "v1", "sequencer": "0055AED6DCD90281E5"})
    return {
        "eventVersion": "2.1",
        "eventSource": "aws:s3",
        "awsRegion": "eu-west-1",
        "eventTime": "2026-07-01T05:59:58.123Z",
        "eventName": "ObjectCreated:Put",
        "s3": {
            "bucket": {"name": bucket, "arn": f"arn:aws:s3:::{bucket}"},
            "object": {"key": quote_plus(key, safe="/"), **stated},
        },
        **changes,
    }


def s3_event(*keys: str, bucket: str = "intake", stated: Any = None) -> dict[str, Any]:
    """Return an S3 notification of several objects."""
    more = {} if stated is None else {"stated": stated}
    return {"Records": [s3_record(key, bucket, **more) for key in keys]}


def eventbridge_event(key: str, bucket: str = "intake") -> dict[str, Any]:
    """Return EventBridge's event of one object."""
    return {
        "version": "0",
        "source": "aws.s3",
        "detail-type": "Object Created",
        "time": "2026-07-01T05:59:58Z",
        "region": "eu-west-1",
        "detail": {
            "version": "0",
            "bucket": {"name": bucket},
            "object": {"key": key, "version-id": "v1", "sequencer": "0055AED6DCD90281E5"},
            "reason": "PutObject",
        },
    }


def queued(*bodies: str) -> dict[str, Any]:
    """Return a batch of a queue's messages."""
    return {
        "Records": [
            {"messageId": f"message-{number}", "eventSource": "aws:sqs", "body": body}
            for number, body in enumerate(bodies)
        ]
    }


def topic_text(event: Any) -> str:
    """Return the text that a topic puts into a queue."""
    return json.dumps({"Type": "Notification", "Message": json.dumps(event)})
