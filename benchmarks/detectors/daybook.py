"""Daybook's own SQL over many series at once: the project's models in one session of the engine.

What judges a series is what the project ships: the declarations of `process_metrics` in
dbt_project.yml, of which only the source of the values is replaced.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any

import numpy as np
import yaml

from benchmarks.detectors.series import FIRST_DAY, Kind
from benchmarks.model_sql import EngineSession, model_sql, render
from benchmarks.timing import PROJECT

Batch = Any
Declaration = Mapping[str, Any]
# Each with whether its rows are read more than once.
STEPS = (
    ("process_notes", False),
    ("process_positions", True),
    ("process_baselines", False),
    ("process_limits", True),
    ("process_expectations", True),
    ("process_scores", True),
    ("process_runs", False),
    ("process_rules_met", False),
    ("process_signals", True),
)
_FROM_SERIES = {
    "model": "series_values",
    "subject": "cast(series as string)",
    "date": "observed_date",
    "value": "value",
    "severity": "page",
}


@cache
def _declared() -> dict[str, Declaration]:
    project = yaml.safe_load((PROJECT / "dbt_project.yml").read_text("utf-8"))
    return {entry["metric"]: entry for entry in project["vars"]["process_metrics"]}


def declaration_of(kind: Kind) -> Declaration:
    """Return how the metric is declared that a series of this kind stands for."""
    return _declared()[kind.metric]


def feed(session: EngineSession, batches: Iterable[tuple[Declaration, Batch]]) -> None:
    """Make the view of values that the models read, of batches of series by days.

    A metric is named by the number of its batch, its subject by the number of its series.
    """
    import pyarrow as pa

    first = np.datetime64(FIRST_DAY, "D")
    parts, queries = [], []
    for number, (declaration, values) in enumerate(batches):
        count, days = values.shape
        part = {
            "batch": np.full(count * days, number),
            "series": np.repeat(np.arange(count), days),
            "observed_date": np.tile(first + np.arange(days), count),
            "value": values.astype(float).ravel(),
        }
        parts.append(pa.table(part))
        own = {"metric": str(number), "where": f"batch = {number}"}
        call = f"{{{{ metric_values({dict(declaration) | _FROM_SERIES | own}) }}}}"
        queries.append(render(call))
    session.keep("series_values", pa.concat_tables(parts))
    session.query("process_values", " union all ".join(queries))
    session.query(
        "silver_household__annotations",
        "select '' as metric_id, date'2000-01-01' as date_from, date'2000-01-01' as date_to"
        " where false",
    )


def run_models(session: EngineSession, last: str = STEPS[-1][0]) -> None:
    """Put what was fed through the models up to `last`; their rows are views of the session."""
    for name, is_read_often in STEPS:
        session.query(name, model_sql(name, date.max), is_kept=is_read_often)
        if name == last:
            return


def judge(
    session: EngineSession, batches: Mapping[str, tuple[Kind, Batch]]
) -> dict[str, tuple[Batch, Batch]]:
    """Return for each batch where Daybook pages, and where it signals at all, series by days."""
    feed(session, ((declaration_of(kind), values) for kind, values in batches.values()))
    run_models(session)
    found = [
        (np.zeros(values.shape, bool), np.zeros(values.shape, bool))
        for _, values in batches.values()
    ]
    signals = session.arrow(
        "select cast(substring_index(metric_id, '.', 1) as int) as batch,"
        " cast(substring_index(metric_id, '.', -1) as int) as series,"
        f" datediff(observed_at, date'{FIRST_DAY}') as day,"
        " max(case when severity = 'page' then 1 else 0 end) as pages"
        " from process_signals group by metric_id, observed_at"
    ).to_pandas()
    for number, own in signals.groupby("batch"):
        pages, logs = found[int(str(number))]
        logs[own["series"], own["day"]] = True
        pages[own["series"], own["day"]] = own["pages"] > 0
    return dict(zip(batches, found, strict=True))
