"""What became of each file: the report for people and programs, and the rows for the lake."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ingestion.clock import iso
from ingestion.commits import Commit
from ingestion.errors import LandingError
from ingestion.reasons import sentence
from ingestion.tables import INDEX_TABLES, OUTCOMES, REJECTS

if TYPE_CHECKING:
    from ingestion.lake import Lake

_COUNTED = ("landed", "duplicate", "quarantined", "failed")


@dataclass(frozen=True)
class FileOutcome:
    """Say what became of one file.

    `is_news` is false where nothing happened that an earlier run has not told already.
    """

    path: str
    outcome: str
    reason: str | None = None
    message: str | None = None
    content_id: str | None = None
    source: str | None = None
    tables: tuple[str, ...] = ()
    records: int = 0
    rejects: int = 0
    is_news: bool = field(default=True, compare=False)

    def as_json(self) -> dict[str, Any]:
        """Return the entry as `ingest --json` prints it."""
        return {
            "path": self.path,
            "outcome": self.outcome,
            "reason": self.reason,
            "message": self.message,
            "content_id": self.content_id,
            "source": self.source,
            "tables": list(self.tables),
            "records": self.records,
            "rejects": self.rejects,
        }


@dataclass(frozen=True)
class IngestReport:
    """Hold the outcomes of a run, sorted by path, and what could not be written down."""

    run_id: str
    outcomes: tuple[FileOutcome, ...]
    problems: tuple[str, ...] = ()

    @property
    def exit_status(self) -> int:
        """Return 1 where a file failed or the run could not be written down, otherwise 0."""
        failed = any(outcome.outcome == "failed" for outcome in self.outcomes)
        return 1 if failed or self.problems else 0

    def count(self, outcome: str) -> int:
        """Return how many files ended this way."""
        return sum(1 for one in self.outcomes if one.outcome == outcome)

    def as_json(self) -> dict[str, Any]:
        """Return the report as `ingest --json` prints it; `recovered` only where there is any."""
        taken = [one for one in self.outcomes if one.outcome in ("landed", "recovered")]
        recovered = self.count("recovered")
        return {
            **{name: self.count(name) for name in _COUNTED},
            **({"recovered": recovered} if recovered else {}),
            "records": sum(one.records for one in taken),
            "rejects": sum(one.rejects for one in taken),
            "files": [one.as_json() for one in self.outcomes],
        }


def failed(path: str, failure: LandingError, source: str | None = None) -> FileOutcome:
    """Return the outcome of a file that is left for the next run."""
    return FileOutcome(path, "failed", failure.code, failure.message, source=source)


def refused(path: str, content_id: str) -> FileOutcome:
    """Return the outcome of a file whose content was forgotten; the lake notes nothing of it."""
    reason = "forgotten"
    said = sentence(reason)
    return FileOutcome(path, "duplicate", reason, said, content_id, is_news=False)


def settled(path: str, commit: Commit, *, is_new: bool, is_news: bool) -> FileOutcome:
    """Return the outcome of a file whose content has this commit."""
    if commit.state == "quarantined":
        outcome, reason, message = "quarantined", commit.reason, commit.message
    elif is_new:
        outcome, reason, message = "landed", None, None
    else:
        outcome, reason, message = "duplicate", "already_landed", sentence("already_landed")
    return FileOutcome(
        path,
        outcome,
        reason,
        message,
        commit.content_id,
        commit.source,
        tuple(sorted(set(commit.months) - {REJECTS})),
        commit.count_records,
        commit.count_rejects,
        is_news=is_news,
    )


def write_outcomes(lake: "Lake", run_id: str, outcomes: Sequence[FileOutcome]) -> None:
    """Write the news of a run as rows; a run without news writes nothing."""
    news = [outcome for outcome in outcomes if outcome.is_news]
    if not news:
        return
    # Imported here: it needs this module's neighbours, and only news need it.
    from ingestion.index_files import write_rows

    attempted_at = iso(lake.as_of)
    rows = [
        (
            *(run_id, attempted_at, one.path, one.source, one.outcome, one.reason, one.message),
            *(one.content_id, one.records, one.rejects),
        )
        for one in news
    ]
    key = f"bronze/{OUTCOMES}/event_month={attempted_at[:7]}/{run_id}.parquet"
    write_rows(lake, INDEX_TABLES[OUTCOMES], rows, key)
