"""What the function's environment says, read in one place."""

from collections.abc import Mapping
from dataclasses import dataclass

from ingestion.errors import IngestionError
from ingestion.layout import HOUSEHOLD_COPY
from ingestion.storage.bucket_access import ADDRESS_START, bucket_and_prefix

_MEGABYTE = 1_000_000
_DEFAULT_MEGABYTES = 2_000


class SettingsError(IngestionError):
    """Say which variable of the function is missing or wrong."""


@dataclass(frozen=True)
class Settings:
    """Hold the configuration of one deployment.

    `intake` is the bucket that the nightly run compares with the lake; `job_id` is None where
    no job is triggered; `household` is a folder or an address.
    """

    lake: str
    household: str
    max_object_bytes: int
    intake: str | None
    job_id: int | None

    def is_own(self, bucket: str, key: str) -> bool:
        """Tell whether an object lies in the lake itself."""
        own, prefix = bucket_and_prefix(self.lake)
        return bucket == own and (not prefix or f"{key}/".startswith(f"{prefix}/"))


def settings_from(environment: Mapping[str, str]) -> Settings:
    """Return the settings of an environment.

    Raises: SettingsError.
    """
    lake = lake_address(environment)
    megabytes = _number(environment, "MAX_OBJECT_MEGABYTES", _DEFAULT_MEGABYTES)
    return Settings(
        lake=lake,
        household=environment.get("DAYBOOK_HOUSEHOLD") or f"{lake}/{HOUSEHOLD_COPY}",
        max_object_bytes=megabytes * _MEGABYTE,
        intake=environment.get("INTAKE_BUCKET") or None,
        job_id=_job_id(environment),
    )


def lake_address(environment: Mapping[str, str]) -> str:
    """Return where the lake of a deployment lies.

    Raises: SettingsError.
    """
    bucket = environment.get("DATA_LAKE_BUCKET", "").strip()
    if not bucket:
        raise SettingsError("DATA_LAKE_BUCKET is not set", "Name the bucket of the lake there")
    prefix = environment.get("DATA_LAKE_PREFIX", "").strip("/ ")
    return ADDRESS_START + (f"{bucket}/{prefix}" if prefix else bucket)


def _job_id(environment: Mapping[str, str]) -> int | None:
    if environment.get("TRIGGER_DATABRICKS_JOB", "").strip().lower() != "true":
        return None
    job_id = _number(environment, "DATABRICKS_JOB_ID", 0)
    if not job_id:
        raise SettingsError(
            "TRIGGER_DATABRICKS_JOB is true, but DATABRICKS_JOB_ID is not set",
            "Set the number of the job, or TRIGGER_DATABRICKS_JOB to false",
        )
    return job_id


def _number(environment: Mapping[str, str], name: str, default: int) -> int:
    text = environment.get(name, "").strip()
    if text and not (text.isascii() and text.isdecimal()):
        raise SettingsError(f"{name} is not a whole number", "Correct it in the template")
    return int(text) if text else default
