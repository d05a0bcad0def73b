"""Logs and metrics: counts, codes and hashes, never a name, a key or a word of a file."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from functools import cache
from typing import Any

from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.metrics import MetricUnit

from ingestion.aws.deliveries import Fate

NAMESPACE = "Daybook"
SERVICE = "ingestion"


@cache
def logger(service: str = SERVICE) -> Logger:
    """Return the logger of a service in this process."""
    return Logger(service=service)


def tell(fates: Iterable[Fate], counts: Mapping[str, int], context: Any) -> None:
    """Write a line for each object and the counts of the invocation.

    The only dimension is the service: every other one could name a person.
    """
    log = logger()
    log.append_keys(request_id=getattr(context, "aws_request_id", None))
    for fate in fates:
        said = {name: value for name, value in asdict(fate).items() if value is not None}
        write = log.warning if fate.is_retried or fate.trigger else log.info
        write("object", extra=said)
    log.info("invocation", extra={"counts": dict(counts)})
    _write_metrics(counts)


def tell_failure(said: str, context: Any) -> None:
    """Write down that an invocation broke off; `said` quotes nothing from outside."""
    failure_logged(said, context, SERVICE)
    _write_metrics({"broken": 1})


def failure_logged(said: str, context: Any, service: str) -> None:
    """Write the log line of an invocation that broke off."""
    log = logger(service)
    log.append_keys(request_id=getattr(context, "aws_request_id", None))
    log.error("invocation failed", extra={"error": said})


def _write_metrics(counts: Mapping[str, int]) -> None:
    metrics = Metrics(namespace=NAMESPACE, service=SERVICE)
    for name, value in counts.items():
        metrics.add_metric(name=name.capitalize(), unit=MetricUnit.Count, value=value)
    metrics.flush_metrics()
