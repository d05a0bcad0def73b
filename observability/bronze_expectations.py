"""Judge the shape and volume of bronze by Great Expectations suites kept as data.

Rules on single rows and between tables live in dbt; these here look at what came, as it came.
Without a TABLE the newest file of each source and the last month of silver are judged, too.
Great Expectations takes seconds to import, so `daybook refresh` does without it; run it after, by
`python -m observability.bronze_expectations --lake LAKE [--event-month YYYY-MM] [TABLE ...]`.
With `--record` the results become rows of bronze, which the next refresh shows.
"""

import os
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from ingestion.errors import LocationError
from ingestion.storage.locations import Location, location_of
from observability.bronze_rows import has_rows, read_rows
from observability.results import record_results
from observability.silver_expectations import judge_silver
from observability.source_expectations import judge_sources
from observability.suites import (
    SUITES,
    ExpectationError,
    ExpectationReport,
    Suite,
    columns_of,
    judge,
    read_suite,
    report_text,
)


def tables_with_suites() -> list[str]:
    """Return the tables that can be judged, sorted."""
    return sorted(path.stem for path in SUITES.glob("bronze_*.json"))


def suite_of(table: str) -> Suite:
    """Return the suite of a table.

    Raises: ExpectationError where it has none.
    """
    if table not in tables_with_suites():
        known = ", ".join(tables_with_suites())
        raise ExpectationError(f"{table} has no suite. Name one of: {known}.")
    return read_suite(SUITES / f"{table}.json")


def validate(
    lake: Path | Location, table: str, event_month: str | None = None
) -> ExpectationReport:
    """Judge a bronze table, or one event month of it (`YYYY-MM`).

    Raises: ExpectationError where the lake has no such table or the table no suite.
    """
    suite = suite_of(table)
    frame = read_rows(lake, table, columns_of(suite), event_month).to_pandas()
    return judge(table, suite, frame)


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge tables and return 0 where all expectations are met, 1 where not, 2 on wrong use."""
    options = _options(arguments)
    try:
        lake = location_of(options.lake)
        reports = _reports(options, lake)
        if options.record:
            record_results(lake, options.as_of, reports)
    except (ExpectationError, LocationError) as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(report_text(report) for report in reports))
    return 0 if all(report.is_met for report in reports) else 1


def _reports(options: Namespace, lake: Location) -> list[ExpectationReport]:
    tables = options.tables or tables_with_suites()
    reports = [
        validate(lake, table, options.event_month)
        for table in tables
        if options.tables or has_rows(lake, table)
    ]
    if options.tables:
        return reports
    sources = judge_sources(lake, options.household)
    return [*reports, *sources, *judge_silver(lake, options.as_of)]


def _options(arguments: Sequence[str] | None) -> Namespace:
    parser = ArgumentParser(prog="python -m observability.bronze_expectations")
    parser.add_argument("--lake", metavar="PATH", default=os.environ.get("DAYBOOK_LAKE", "lake"))
    parser.add_argument("--household", type=Path, help="its folder, for suites of its own")
    parser.add_argument("--event-month", help="judge one month only, YYYY-MM")
    parser.add_argument("--record", action="store_true", help="write the results into the lake")
    parser.add_argument("--as-of", type=datetime.fromisoformat, default=datetime.now(UTC))
    parser.add_argument("tables", nargs="*", metavar="TABLE", help="default: all, and all sources")
    return parser.parse_args(arguments)


if __name__ == "__main__":
    raise SystemExit(main())
