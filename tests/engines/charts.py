"""Run the project's models of process control on series of values, in one engine session."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from benchmarks.model_sql import EngineSession, model_sql

STEPS = (
    ("process_positions", True),
    ("process_baselines", False),
    ("process_limits", True),
    ("process_expectations", False),
    ("process_scores", True),
    ("process_runs", False),
    ("process_rules_met", False),
    ("process_signals", True),
    ("process_points", True),
)
FIRST = datetime(2026, 1, 5)  # noqa: DTZ001 (the engine's instants have no zone)
DEFAULTS: Mapping[str, Any] = {
    "chart": "individuals",
    "scale": "linear",
    "direction": "both",
    "seasonality": "none",
    "estimator": "mean",
    "has_trend": False,
    "has_memory": False,
    "is_widened": False,
    "rule_sets": "shewhart cusum ewma western_electric nelson",
    "severity": "page",
    "learning_points": 20,
    "baseline_points": 60,
    "renewal_points": None,
    "known_centre": None,
    "known_sigma": None,
}


def series(
    metric_id: str,
    values: Sequence[float],
    counts: Sequence[float] | None = None,
    step: timedelta = timedelta(days=1),
    **said: Any,
) -> list[dict[str, Any]]:
    """Return the rows of one metric, a value a day from Monday, 5 January 2026 on."""
    metric, _, subject = metric_id.partition(":")
    return [
        {
            "metric_id": metric_id,
            "metric": metric,
            "subject_id": subject,
            "observed_at": FIRST + number * step,
            "observed_date": (FIRST + number * step).date(),
            "value": float(value),
            "count_units": counts[number] if counts else None,
            **DEFAULTS,
            **said,
        }
        for number, value in enumerate(values)
    ]


def run_charts(
    session: EngineSession,
    rows: Sequence[Mapping[str, Any]],
    notes: Sequence[tuple[str, date, date | None, str]] = (),
) -> None:
    """Make views of the models from a year's values and the household's annotations."""
    import pyarrow as pa

    types = {name: pa.string() for name in rows[0]} | {
        "observed_at": pa.timestamp("us", "UTC"),
        "observed_date": pa.date32(),
        **dict.fromkeys(("value", "count_units", "known_centre", "known_sigma"), pa.float64()),
        **dict.fromkeys(("has_trend", "has_memory", "is_widened"), pa.bool_()),
        **dict.fromkeys(("learning_points", "baseline_points", "renewal_points"), pa.int32()),
    }
    session.view(
        "process_values", types, [tuple(row.values()) for row in rows]
    )
    note_types = {
        "metric_id": pa.string(),
        "date_from": pa.date32(),
        "date_to": pa.date32(),
        "cause": pa.string(),
    }
    session.view("silver_household__annotations", note_types, notes)
    for name, is_kept in STEPS:
        session.query(name, model_sql(name, date(2026, 7, 1)), is_kept=is_kept)
