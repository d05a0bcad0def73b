"""What CloudWatch is told: numbers without a name or a word of a person."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from observability.alerts.health import Health
from observability.alerts.state import State

NAMESPACE = "Daybook"
SERVICE = "alerts"


def measured(state: State, health: Health | None, now: datetime) -> dict[str, float]:
    """Return the numbers of one evaluation; what is unknown is left out.

    `Evaluated` is the heartbeat: an alarm rings where it is missing.
    """
    severities = [one.severity for one in state.incidents.values()]
    numbers: dict[str, float] = {
        "Evaluated": 1,
        "Unknown": 0 if state.is_known else 1,
        "OpenPages": severities.count("page"),
        "OpenLogs": severities.count("log"),
        "Undelivered": sum(one.count_attempts > 0 for one in state.outbox),
    }
    if health is None:
        return numbers
    if health.published_as_of is not None:
        age = now - datetime.fromisoformat(health.published_as_of)
        numbers["HoursSincePublished"] = round(age / timedelta(hours=1), 3)
    return numbers | {_name(name): count for name, count in health.counts.items()}


def put_metrics(client: Any, numbers: Mapping[str, float], now: datetime) -> str | None:
    """Put numbers to CloudWatch; return a code where it did not take them.

    Messages go out all the same, and the alarm of the missing heartbeat rings. The only dimension
    is the service: every other one could name a person.
    """
    # Imported here: without CloudWatch nothing of AWS is needed.
    from botocore.exceptions import BotoCoreError, ClientError

    data = [
        {
            "MetricName": name,
            "Dimensions": [{"Name": "service", "Value": SERVICE}],
            "Timestamp": now,
            "Value": value,
            "Unit": "None" if name.startswith("Hours") else "Count",
        }
        for name, value in numbers.items()
    ]
    try:
        client.put_metric_data(Namespace=NAMESPACE, MetricData=data)
    except ClientError as error:
        return f"cloudwatch {error.response['Error']['Code']}"
    except BotoCoreError as error:
        return f"cloudwatch {type(error).__name__}"
    return None


def _name(count: str) -> str:
    """Return `count_quarantined_files` as `QuarantinedFiles`."""
    return "".join(part.capitalize() for part in count.removeprefix("count_").split("_"))
