"""The project's models of process control on a test's own series, in one session of an engine."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from benchmarks.detectors.daybook import run_models
from benchmarks.model_sql import EngineSession, render

FIRST_DAY = date(2026, 1, 5)
_EVERY_SET = ["shewhart", "cusum", "ewma", "western_electric", "nelson"]
_FROM_SERIES = {
    "model": "series_values",
    "subject": "'x'",
    "date": "observed_date",
    "value": "value",
    "count_units": "units",
}


@dataclass(frozen=True)
class Series:
    """Hold a value a day from Monday, 5 January 2026 on, and how its chart is declared.

    `units` are the n of p and u charts. Limits are as wide as a textbook's unless declared.
    """

    values: Iterable[float]
    declared: Mapping[str, Any] = field(default_factory=dict)
    units: Sequence[float] | None = None


@dataclass(frozen=True)
class Note:
    """Hold an annotation of the household; without a last day the change is there to stay."""

    metric: str
    date_from: date
    date_to: date | None = None


def day(number: int) -> date:
    """Return the day of a series' value, counted from 1 as textbooks do."""
    return FIRST_DAY + timedelta(days=number - 1)


def keep_charts(
    session: EngineSession, series: Mapping[str, Series], notes: Sequence[Note] = ()
) -> None:
    """Make views of what the models read."""
    import pyarrow as pa

    rows = [
        (name, day(number), float(value), one.units[number - 1] if one.units else None)
        for name, one in series.items()
        for number, value in enumerate(one.values, start=1)
    ]
    types = {"series": pa.string(), "observed_date": pa.date32()}
    numbers = dict.fromkeys(("value", "units"), pa.float64())
    session.view("series_values", types | numbers, rows)
    queries = [
        render(
            "{{ metric_values(metric) }}",
            metric={"rule_sets": _EVERY_SET, "is_widened": False, **one.declared}
            | _FROM_SERIES
            | {"metric": name, "where": f"series = '{name}'"},
        )
        for name, one in series.items()
    ]
    session.query("process_values", " union all ".join(queries))
    note_types = {
        "metric_id": pa.string(),
        "date_from": pa.date32(),
        "date_to": pa.date32(),
    }
    told = [(note.metric, note.date_from, note.date_to) for note in notes]
    session.view("silver_household__annotations", note_types, told)


def run_charts(
    session: EngineSession, series: Mapping[str, Series], notes: Sequence[Note] = ()
) -> None:
    """Put series through the models; their rows are views of the session then."""
    keep_charts(session, series, notes)
    run_models(session)


def scores_of(session: EngineSession, name: str) -> list[dict[str, Any]]:
    """Return the scores of a series in order."""
    return session.rows(
        f"select * from process_scores where metric_id = '{name}.x' order by observed_at"
    )


def signals_of(session: EngineSession, name: str, rule_set: str, number: int) -> list[int]:
    """Return at which values of a series, counted from 1, a rule signals."""
    rows = session.rows(
        "select observed_at from process_signals"
        f" where metric_id = '{name}.x' and rule_set = '{rule_set}' and rule_number = {number}"
        " order by observed_at"
    )
    return [_number(row["observed_at"]) for row in rows]


def _number(moment: datetime) -> int:
    return (moment.date() - FIRST_DAY).days + 1
