"""What the function's environment means, and that its page lists its codes."""

import re
from pathlib import Path

import pytest

from ingestion.aws.codes import CODES
from ingestion.aws.settings import SettingsError, settings_from

PAGE = Path(__file__).resolve().parents[2] / "deployment" / "aws" / "README.md"


def test_only_a_bucket_is_needed() -> None:
    settings = settings_from({"DATA_LAKE_BUCKET": "lake"})

    assert (settings.lake, settings.household) == ("s3://lake", "s3://lake/household")
    assert (settings.job_id, settings.intake) == (None, None)


def test_a_prefix_is_the_lake_below_its_bucket() -> None:
    settings = settings_from({"DATA_LAKE_BUCKET": "lake", "DATA_LAKE_PREFIX": "/a/b/"})

    assert settings.lake == "s3://lake/a/b"
    own = [settings.is_own("lake", key) for key in ("a/b/x", "a/b", "a/bc/x", "x")]
    assert own == [True, True, False, False]
    assert not settings.is_own("intake", "a/b/x")


@pytest.mark.parametrize(
    ("switch", "expected"), [("true", 7), ("TRUE", 7), ("false", None), ("", None), ("1", None)]
)
def test_a_job_is_triggered_only_when_the_switch_says_true(
    switch: str, expected: int | None
) -> None:
    said = {"DATA_LAKE_BUCKET": "b", "TRIGGER_DATABRICKS_JOB": switch, "DATABRICKS_JOB_ID": "7"}

    assert settings_from(said).job_id == expected


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "DATA_LAKE_BUCKET is not set"),
        ({"DATA_LAKE_BUCKET": "b", "TRIGGER_DATABRICKS_JOB": "true"}, "DATABRICKS_JOB_ID"),
        ({"DATA_LAKE_BUCKET": "b", "MAX_OBJECT_MEGABYTES": "two"}, "MAX_OBJECT_MEGABYTES"),
    ],
)
def test_what_is_missing_is_named(environment: dict[str, str], words: str) -> None:
    with pytest.raises(SettingsError, match=words):
        settings_from(environment)


def test_the_page_lists_every_code_with_its_remedy() -> None:
    listed = re.findall(r"^\| `(\w+)` \| (.+) \| (.+) \|$", PAGE.read_text(), flags=re.MULTILINE)

    assert listed == [(code, *said) for code, said in CODES.items()]
