"""Judge the newest file of each source against the files before it.

The suite is `expectations/source.json`, or the household's own `expectations/<source>.json`.
Whether a source is late is a rule of `silver_operations__source_freshness`.
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ingestion.layout import HOUSEHOLD_SOURCE
from ingestion.storage.locations import Location
from ingestion.tables import FILES
from observability.bronze_rows import read_rows
from observability.suites import SUITES, ExpectationReport, Suite, judge, read_suite

# With fewer files before the newest one a source has no past to be judged by.
FEWEST_PAST_FILES = 3
_COLUMNS = (
    *("source", "content_id", "state", "committed_at", "coverage_ended_at"),
    *("file_size_bytes", "count_records", "count_rejects"),
)


@dataclass(frozen=True)
class SourceFiles:
    """The decoded files of one source, the newest last, by the end of what they cover."""

    source: str
    files: tuple[dict[str, Any], ...]

    @property
    def is_learning(self) -> bool:
        """Tell whether the source is too young to be judged."""
        return len(self.files) <= FEWEST_PAST_FILES

    def past(self) -> dict[str, float]:
        """Return the parameters of a suite: half and twice what the files before the newest had."""
        before = self.files[:-1]
        sizes = [one["file_size_bytes"] for one in before]
        records = [one["count_records"] for one in before]
        return {
            "size_low": min(sizes) / 2,
            "size_high": max(sizes) * 2,
            "records_low": min(records) / 2,
            "records_high": max(records) * 2,
        }


def judge_sources(lake: Path | Location, household: Path | None) -> list[ExpectationReport]:
    """Judge every source that is old enough, sorted by name."""
    return [
        judge(f"source {one.source}", _suite(household, one.source), _newest(one), one.past())
        for one in sources_of(lake)
        if not one.is_learning
    ]


def sources_of(lake: Path | Location) -> list[SourceFiles]:
    """Return the sources of a lake with their decoded files; the household's own are none."""
    rows = read_rows(lake, FILES, _COLUMNS).to_pylist()
    by_source: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        if row["state"] == "decoded" and row["source"] != HOUSEHOLD_SOURCE:
            by_source.setdefault(row["source"], []).append(row)
    return [
        SourceFiles(source, tuple(sorted(files, key=_order)))
        for source, files in sorted(by_source.items())
    ]


def _order(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["coverage_ended_at"] or "", row["committed_at"], row["content_id"]


def _suite(household: Path | None, source: str) -> Suite:
    own = household / "expectations" / f"{source}.json" if household is not None else None
    return read_suite(own if own is not None and own.is_file() else SUITES / "source.json")


def _newest(source: SourceFiles) -> Any:
    import pandas as pd

    newest = source.files[-1]
    offered = newest["count_records"] + newest["count_rejects"]
    percent = 100 * newest["count_rejects"] / offered if offered else 0.0
    return pd.DataFrame([{**newest, "reject_percent": percent}])
