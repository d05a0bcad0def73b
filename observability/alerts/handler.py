"""The function that AWS calls every hour: it judges what the last refresh told, and sends."""

import os
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from ingestion.aws.settings import SettingsError, lake_address
from ingestion.aws.telemetry import failure_logged, logger
from ingestion.storage.bucket_access import session
from ingestion.storage.locations import location_of
from observability.alerts.channels import channels_of
from observability.alerts.evaluation import Watcher
from observability.alerts.metrics import SERVICE, put_metrics
from observability.alerts.settings import AlertSettingsError, alert_settings


class EvaluationFailedError(Exception):
    """Let AWS try again and ring its alarm; the words are a code."""


def lambda_handler(_event: Any, context: Any) -> dict[str, Any]:
    """Evaluate the lake and return counts.

    Raises: EvaluationFailedError.
    """
    try:
        return _evaluated(os.environ, datetime.now(UTC))
    except Exception as error:  # noqa: BLE001  (an error of any library may quote a key)
        is_own = isinstance(error, SettingsError | AlertSettingsError)
        said = str(error) if is_own else type(error).__name__
        failure_logged(said, context, SERVICE)
        raise EvaluationFailedError(said) from None


def _evaluated(environment: Mapping[str, str], now: datetime) -> dict[str, Any]:
    settings = alert_settings(environment)
    cloudwatch = session().client("cloudwatch")
    told: dict[str, float] = {}

    def tell(numbers: Mapping[str, float]) -> None:
        told.update(numbers)
        trouble = put_metrics(cloudwatch, numbers, now)
        if trouble is not None:
            logger(SERVICE).error("metrics", extra={"error": trouble})

    storage = location_of(lake_address(environment)).storage
    watcher = Watcher(storage, channels_of(settings), settings.silent_hours, tell)
    state = watcher.evaluate(now)
    waiting = {one.channel: one.last_error for one in state.outbox}
    log = logger(SERVICE)
    (log.warning if waiting else log.info)("evaluation", extra={"counts": told, "waiting": waiting})
    return {"counts": told, "waiting": waiting}
