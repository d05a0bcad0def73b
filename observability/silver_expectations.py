"""Judge the last whole month of each series of silver against the months before it.

Tests of dbt look at rows and at what holds between tables; this looks at how values are
distributed. The suite is `expectations/silver.json`.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.storage.bucket_access import storage_options
from ingestion.storage.locations import Location, location_of
from observability.suites import SUITES, ExpectationReport, judge, read_suite

if TYPE_CHECKING:
    from deltalake import QueryBuilder

# With fewer whole months before the last one a series has no past to be judged by.
FEWEST_PAST_MONTHS = 3


@dataclass(frozen=True)
class Watched:
    """A column of numbers of a month's table, judged for each series on its own.

    `series` is an expression of SQL; none that names a person or an account.
    """

    table: str
    column: str
    series: str = "'all'"


WATCHED = (
    Watched("silver_home__meter_intervals", "quantity", "meter_id || ' ' || flow"),
    Watched("silver_home__sensor_states", "state_value", "entity_id"),
    Watched("silver_fitness__activity_days", "step_count"),
    Watched("silver_fitness__sleep_nights", "asleep_seconds"),
    Watched("silver_finance__bookings", "amount"),
)


def judge_silver(
    lake: Path | Location, as_of: datetime, watched: tuple[Watched, ...] = WATCHED
) -> list[ExpectationReport]:
    """Judge every series that is old enough, in the order of tables and names."""
    silver = location_of(lake) / "silver"
    return [
        report
        for one in watched
        if silver.storage.names(f"{one.table}/_delta_log")
        for report in _judge_table(str(silver / one.table), one, f"{as_of:%Y-%m}")
    ]


def _judge_table(place: str, watched: Watched, month: str) -> Iterator[ExpectationReport]:
    """Judge the series of a table by their whole months, which are those before `month`."""
    suite = read_suite(SUITES / "silver.json")
    rows = _rows(place)
    of_series: dict[str, list[Mapping[str, Any]]] = {}
    for statistics in _asked(rows, _by_month(watched, month)):
        of_series.setdefault(statistics["series"], []).append(statistics)
    for series, months in of_series.items():
        if len(months) <= FEWEST_PAST_MONTHS:
            continue
        values = _asked(rows, _values(watched, series, months[-1]["event_month"]))
        report = judge(watched.table, suite, _frame(values), _limits(months[:-1]))
        name = watched.column if series == "all" else f"{watched.column} of {series}"
        yield replace(
            report,
            rows=tuple(replace(row, column=name) for row in report.rows),
        )


def _limits(past: list[Mapping[str, Any]]) -> dict[str, float]:
    """Return the parameters of the suite: half the least and twice the most that there was.

    A series that rises and falls with the year may go on as far as it ever went.
    """
    limits = {}
    for name in ("count", "known", "distinct"):
        limits[f"{name}_low"] = min(month[name] for month in past) / 2
        limits[f"{name}_high"] = max(month[name] for month in past) * 2
    for name in ("mean", "median"):
        known = [month[name] for month in past if month[name] is not None] or [0.0]
        least, most = min(known), max(known)
        span = most - least
        limits[f"{name}_low"] = min(least / 2, least * 2, least - span)
        limits[f"{name}_high"] = max(most / 2, most * 2, most + span)
    return limits


def _by_month(watched: Watched, month: str) -> str:
    value = f"cast({watched.column} as double)"
    return f"""
        select
            {watched.series} as series,
            event_month,
            count(*) as "count",
            avg({value}) as mean,
            median({value}) as median,
            count({value}) * 1.0 / count(*) as known,
            count(distinct {value}) as "distinct"
        from rows
        where event_month < '{month}'
        group by {watched.series}, event_month
        order by series, event_month
    """  # noqa: S608 - expressions of WATCHED


def _values(watched: Watched, series: str, month: str) -> str:
    quoted = series.replace("'", "''")
    return f"""
        select cast({watched.column} as double) as value
        from rows
        where event_month = '{month}' and {watched.series} = '{quoted}'
    """  # noqa: S608 - expressions of WATCHED, and a series that the table names


def _rows(place: str) -> "QueryBuilder":
    from deltalake import DeltaTable, QueryBuilder

    return QueryBuilder().register(
        "rows", DeltaTable(place, storage_options=storage_options(place))
    )


def _asked(rows: "QueryBuilder", sql: str) -> list[dict[str, Any]]:
    import pyarrow as pa

    found: list[dict[str, Any]] = pa.table(rows.execute(sql)).to_pylist()
    return found


def _frame(values: list[dict[str, Any]]) -> Any:
    import pandas as pd

    return pd.DataFrame(values, columns=["value"])
