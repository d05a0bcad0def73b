"""Profiles and files for tests, written as text."""

from collections.abc import Mapping
from pathlib import Path
from zoneinfo import ZoneInfo

from ingestion.profile_building import build_profile
from ingestion.profile_library import check_profile
from ingestion.profile_model import FieldRule, Profile
from ingestion.profile_reading import read_with_profile
from ingestion.tables import RECORD_TABLES

Rows = list[dict[str, str | None]]


def built(text: str) -> Profile:
    """Return the profile of a text that has no problem."""
    document, problems = check_profile(Path("p.yml"), text)
    assert problems == []
    assert document is not None
    return build_profile(document.value)


def problems_of(text: str) -> str:
    """Return everything that is wrong in a profile's text."""
    return "\n".join(str(problem) for problem in check_profile(Path("p.yml"), text)[1])


def read(
    folder: Path,
    profile: str,
    content: str | bytes,
    zone: str = "Europe/Amsterdam",
    overrides: Mapping[str, FieldRule] | None = None,
) -> tuple[Rows, list[str]]:
    """Return the records of a file as columns, and line, reason and message of its rejects."""
    file = folder / "file"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    found = read_with_profile(file, built(profile), ZoneInfo(zone), "src", overrides or {})
    rows = [
        dict(zip(RECORD_TABLES[record.table].values, record.values, strict=True))
        for record in found.records
    ]
    return rows, [f"{reject.line} {reject.reason}: {reject.message}" for reject in found.rejects]
