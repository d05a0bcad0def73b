"""Judge the shape and volume of bronze tables by Great Expectations suites kept as data.

Rules on single rows and between tables live in dbt; these here look at what came, as it came.
Great Expectations takes seconds to import: `daybook refresh` does without it, run it by
`python -m observability.bronze_expectations --lake LAKE [--event-month YYYY-MM] [TABLE ...]`.
"""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

SUITES = Path(__file__).resolve().parent / "expectations"
PARTITION = "event_month"


class ExpectationError(Exception):
    """A table cannot be judged; the message says what to do."""


@dataclass(frozen=True)
class ExpectationRow:
    """One expectation and what came of it; `observed` is empty where rows are only counted."""

    expectation: str
    column: str | None
    is_met: bool
    observed: str
    count_unexpected: int
    reason: str


@dataclass(frozen=True)
class ExpectationReport:
    """All expectations of one table."""

    table: str
    rows: tuple[ExpectationRow, ...]

    @property
    def is_met(self) -> bool:
        """Tell whether every expectation is met."""
        return all(row.is_met for row in self.rows)


def tables_with_suites() -> list[str]:
    """Return the tables that can be judged, sorted."""
    return sorted(path.stem for path in SUITES.glob("*.json"))


def validate(lake: Path, table: str, event_month: str | None = None) -> ExpectationReport:
    """Judge a bronze table, or one event month of it (`YYYY-MM`).

    Raises: ExpectationError where the lake has no such table or the table no suite.
    """
    suite = read_suite(table)
    frame = read_frame(lake, table, columns_of(suite), event_month)
    return ExpectationReport(table, tuple(_row(result) for result in _results(suite, frame)))


def read_suite(table: str) -> dict[str, Any]:
    """Return the suite of a table as it is stored."""
    path = SUITES / f"{table}.json"
    if not path.is_file():
        known = ", ".join(tables_with_suites())
        raise ExpectationError(f"{table} has no suite. Name one of: {known}.")
    suite: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return suite


def columns_of(suite: Mapping[str, Any]) -> list[str]:
    """Return the columns that a suite looks at, sorted."""
    kwargs = (expectation["kwargs"] for expectation in suite["expectations"])
    return sorted({one["column"] for one in kwargs if "column" in one})


def read_frame(
    lake: Path, table: str, columns: Sequence[str], event_month: str | None
) -> "pd.DataFrame":
    """Read columns of all files of a table, or of one event month.

    Raises: ExpectationError where the lake has no such table.
    """
    import pyarrow as pa
    import pyarrow.dataset as ds

    folder = lake / "bronze" / table
    if not (folder / "_schema.json").is_file():
        raise ExpectationError(f"{folder} is no bronze table. Ingest files into this lake first.")
    document = json.loads((folder / "_schema.json").read_text(encoding="utf-8"))
    schema = pa.schema(
        (column["name"], pa.int64() if column["type"] == "bigint" else pa.string())
        for column in document["columns"]
    )
    month = pa.schema([(PARTITION, pa.string())])
    files = ds.dataset(
        folder, schema, format="parquet", partitioning=ds.partitioning(month, flavor="hive")
    )
    rows = None if event_month is None else ds.field(PARTITION) == event_month
    # Without columns pyarrow would lose the number of rows.
    table_read = files.to_table(columns or [PARTITION], filter=rows, use_threads=False)
    frame: pd.DataFrame = table_read.to_pandas()
    return frame


def _results(suite: Mapping[str, Any], frame: "pd.DataFrame") -> list[Any]:
    """Run a suite in a context that lives in memory only and tells nobody."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    batch = (
        context.data_sources.add_pandas("bronze")
        .add_dataframe_asset(suite["name"])
        .add_batch_definition_whole_dataframe("all")
        .get_batch({"dataframe": frame})
    )
    judged = batch.validate(
        gx.ExpectationSuite(name=suite["name"], expectations=suite["expectations"]),
        result_format="BASIC",
    )
    return list(judged.results)


def _row(result: Any) -> ExpectationRow:
    config, found = result.expectation_config, result.result
    failure = (result.exception_info or {}).get("exception_message")
    return ExpectationRow(
        expectation=config.type,
        column=config.kwargs.get("column"),
        is_met=bool(result.success),
        observed=str(failure or found.get("observed_value", "")),
        count_unexpected=int(found.get("unexpected_count") or 0),
        reason=config.meta["reason"],
    )


def report_text(report: ExpectationReport) -> str:
    """Write a report for a terminal: a line for each expectation, unmet ones with the reason."""
    lines = [f"{report.table}: {'met' if report.is_met else 'NOT MET'}"]
    for row in report.rows:
        name = f"{row.expectation} {row.column or ''}".rstrip()
        lines.append(f"  {'met    ' if row.is_met else 'NOT MET'} {name}")
        if not row.is_met:
            seen = f"observed {row.observed}" if row.observed else f"{row.count_unexpected} rows"
            lines.append(f"          {seen}. {row.reason}")
    return "\n".join(lines)


def main(arguments: Sequence[str] | None = None) -> int:
    """Judge tables and return 0 where all expectations are met, 1 where not, 2 on wrong use."""
    parser = ArgumentParser(prog="python -m observability.bronze_expectations")
    parser.add_argument("--lake", type=Path, default=Path(os.environ.get("DAYBOOK_LAKE", "lake")))
    parser.add_argument("--event-month", help="judge one month only, YYYY-MM")
    parser.add_argument("tables", nargs="*", metavar="TABLE", help="default: all with a suite")
    options = parser.parse_args(arguments)
    try:
        reports = [
            validate(options.lake, table, options.event_month)
            for table in options.tables or tables_with_suites()
        ]
    except ExpectationError as error:
        print(error, file=sys.stderr)
        return 2
    print("\n".join(report_text(report) for report in reports))
    return 0 if all(report.is_met for report in reports) else 1


if __name__ == "__main__":
    raise SystemExit(main())
