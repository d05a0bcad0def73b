"""Great Expectations suites kept as data, and running one on a frame.

Great Expectations takes seconds to import, so only running a suite loads it.
"""

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

SUITES = Path(__file__).resolve().parent / "expectations"

Suite = Mapping[str, Any]


class ExpectationError(Exception):
    """A table or a source cannot be judged; the message says what to do."""


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
    """All expectations of one subject: a bronze table or a source."""

    subject: str
    rows: tuple[ExpectationRow, ...]

    @property
    def is_met(self) -> bool:
        """Tell whether every expectation is met."""
        return all(row.is_met for row in self.rows)


def read_suite(path: Path) -> Suite:
    """Return a suite as it is stored.

    Raises: ExpectationError where it is no suite.
    """
    try:
        suite: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        for expectation in suite["expectations"]:
            _ = expectation["type"], expectation["kwargs"], expectation["meta"]["reason"]
    except (ValueError, KeyError, TypeError) as error:
        raise ExpectationError(
            f"{path} is no suite ({error!r}). It needs name and expectations, each of these with "
            "type, kwargs and meta: {reason: ...}."
        ) from None
    return suite


def columns_of(suite: Suite) -> list[str]:
    """Return the columns that a suite looks at, sorted."""
    kwargs = (expectation["kwargs"] for expectation in suite["expectations"])
    return sorted({one["column"] for one in kwargs if "column" in one})


def judge(
    subject: str, suite: Suite, frame: "pd.DataFrame", known: Mapping[str, float] | None = None
) -> ExpectationReport:
    """Run a suite on a frame; `known` holds the values of its `$PARAMETER`s."""
    results = _results(suite, frame, dict(known or {}))
    return ExpectationReport(subject, tuple(_row(result) for result in results))


def _results(suite: Suite, frame: "pd.DataFrame", known: dict[str, Any]) -> list[Any]:
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
        expectation_parameters=known,
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
    lines = [f"{report.subject}: {'met' if report.is_met else 'NOT MET'}"]
    for row in report.rows:
        name = f"{row.expectation} {row.column or ''}".rstrip()
        lines.append(f"  {'met    ' if row.is_met else 'NOT MET'} {name}")
        if not row.is_met:
            seen = f"observed {row.observed}" if row.observed else f"{row.count_unexpected} rows"
            lines.append(f"          {seen}. {row.reason}")
    return "\n".join(lines)
