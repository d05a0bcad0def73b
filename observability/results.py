"""Write what expectations came to into bronze, where SQL finds it."""

import uuid
from collections.abc import Iterable, Iterator
from datetime import datetime

from ingestion import open_lake
from ingestion.clock import iso
from ingestion.index_files import write_rows
from ingestion.storage.locations import Location
from ingestion.tables import EXPECTATION_RESULTS, INDEX_TABLES
from observability.suites import ExpectationReport


def record_results(lake: Location, as_of: datetime, reports: Iterable[ExpectationReport]) -> None:
    """Write one row for each expectation."""
    opened = open_lake(lake, as_of)
    judged_at = iso(as_of)
    rows = [(judged_at, *row) for report in reports for row in _rows(report)]
    name = f"{as_of:%Y%m%dT%H%M%SZ}-{uuid.uuid4().hex[:8]}.parquet"
    key = f"bronze/{EXPECTATION_RESULTS}/event_month={judged_at[:7]}/{name}"
    write_rows(opened, INDEX_TABLES[EXPECTATION_RESULTS], rows, key)


def _rows(report: ExpectationReport) -> Iterator[tuple[str | int | None, ...]]:
    for row in report.rows:
        outcome = "met" if row.is_met else "not_met"
        yield (
            *(report.subject, row.expectation, row.column, outcome, row.observed),
            *(row.count_unexpected, row.reason),
        )
