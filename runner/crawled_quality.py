"""What gold says of the tables themselves: scores of quality, and control charts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from observability.crawler.facts import Json
from runner.health import process_node
from runner.publication import Publication
from runner.queries import DeltaQueries
from runner.settings import Settings, iso

SCORES = ("data_quality_scores",)
CHARTS = ("process_points", "process_signals", "process_values")
HISTORY_DAYS = 30
# Older signals, and more of one table, are history that gold still has.
_SIGNALS_OF_A_TABLE = 20

_DAYS = f"""
select
    table_name,
    score_date,
    round(100.0 * (sum(count_checks) - sum(count_failed_checks)) / sum(count_checks), 2)
        as score_percent
from data_quality_scores
where score_date > (
    select max(score_date) - interval '{HISTORY_DAYS} days' from data_quality_scores
)
group by table_name, score_date
order by table_name, score_date
"""  # noqa: S608  (a number of this module)
_DIMENSIONS = """
select scores.table_name, scores.dimension, scores.score_percent
from data_quality_scores as scores
inner join (
    select table_name, max(score_date) as score_date from data_quality_scores group by table_name
) as newest
    on scores.table_name = newest.table_name and scores.score_date = newest.score_date
order by scores.table_name, scores.dimension
"""
_METRICS = """
select
    points.metric_id, named.subject_id, named.model_name, points.phase, points.is_signal,
    coalesce(paging.is_paging, false) as is_paging
from process_points as points
inner join (
    select metric_id, max(observed_at) as newest_at from process_points group by metric_id
) as newest on points.metric_id = newest.metric_id and points.observed_at = newest.newest_at
inner join (
    select metric_id, max(subject_id) as subject_id, max(model_name) as model_name
    from process_values group by metric_id
) as named on points.metric_id = named.metric_id
left join (
    select distinct metric_id, observed_at, true as is_paging
    from process_signals where severity = 'page'
) as paging on points.metric_id = paging.metric_id and points.observed_at = paging.observed_at
order by points.metric_id
"""
_SIGNALS = """
select signals.*
from process_signals as signals
inner join (
    select metric_id, max(observed_at) as newest_at from process_points group by metric_id
) as newest on signals.metric_id = newest.metric_id
where signals.observed_at >= newest.newest_at - interval '60 days'
order by signals.observed_at desc, signals.metric_id, signals.rule_set, signals.rule_number
"""


def read_quality(
    settings: Settings, published: Publication | None, former: Mapping[str, Any] | None
) -> dict[str, Json]:
    """Return score, dimensions and history of each table that has a score, by its name."""
    if not _is_published(published, SCORES):
        return {}
    if _is_known(former, published, SCORES):
        return _of_former(former, "quality")
    gold = _open(settings, published, SCORES)
    history = _grouped(gold.ask(_DAYS), "table_name")
    by_dimension = _grouped(gold.ask(_DIMENSIONS), "table_name")
    return {
        table: {
            "score_percent": rows[-1]["score_percent"],
            "dimensions": {
                one["dimension"]: one["score_percent"] for one in by_dimension.get(table, ())
            },
            "history": [
                {"score_date": str(row["score_date"]), "score_percent": row["score_percent"]}
                for row in rows
            ],
        }
        for table, rows in history.items()
    }


def read_control(
    settings: Settings,
    published: Publication | None,
    former: Mapping[str, Any] | None,
    sources: Iterable[str],
) -> dict[str, Json]:
    """Return the state of the control charts of each table that has any, with late signals."""
    if not _is_published(published, CHARTS):
        return {}
    if _is_known(former, published, CHARTS):
        return _of_former(former, "control")
    names = set(sources)
    gold = _open(settings, published, CHARTS)
    metrics = gold.ask(_METRICS)
    nodes = {
        row["metric_id"]: process_node(row["subject_id"], row["model_name"], names)
        for row in metrics
    }
    signals = _grouped(gold.ask(_SIGNALS), "metric_id")
    by_table: dict[str, list[Json]] = defaultdict(list)
    for row in metrics:
        by_table[nodes[row["metric_id"]]].append(row)
    return {
        table: {
            "state": _chart_state(rows),
            "is_paging": any(row["is_paging"] for row in rows),
            "signals": _newest([one for row in rows for one in signals.get(row["metric_id"], ())]),
        }
        for table, rows in by_table.items()
    }


def _chart_state(newest: Iterable[Json]) -> str:
    """Return the state of several charts by their newest points."""
    points = list(newest)
    if any(point["is_signal"] for point in points):
        return "signal"
    return "learning" if all(point["phase"] == "learning" for point in points) else "in_control"


def _newest(signals: Iterable[Json]) -> list[Json]:
    rows = sorted(signals, key=lambda row: row["observed_at"], reverse=True)
    return [
        {
            "metric_id": row["metric_id"],
            "observed_at": iso(row["observed_at"]),
            "rule_set": row["rule_set"],
            "rule_number": row["rule_number"],
            "severity": row["severity"],
            "explanation": row["explanation"],
        }
        for row in rows[:_SIGNALS_OF_A_TABLE]
    ]


def _is_published(published: Publication | None, names: Iterable[str]) -> bool:
    return published is not None and all(name in published.tables for name in names)


def _is_known(
    former: Mapping[str, Any] | None, published: Publication | None, names: Iterable[str]
) -> bool:
    """Tell whether the former document was made from the same versions."""
    tables = (former or {"tables": {}})["tables"].values()
    versions = {table["name"]: table["version"] for table in tables}
    return published is not None and all(
        versions.get(name) == published.tables[name] for name in names
    )


def _of_former(former: Mapping[str, Any] | None, part: str) -> dict[str, Json]:
    tables = (former or {"tables": {}})["tables"].values()
    return {table["name"]: table[part] for table in tables}


def _open(settings: Settings, published: Publication | None, names: Iterable[str]) -> DeltaQueries:
    versions = published.tables if published else {}
    gold = settings.lake / "gold"
    return DeltaQueries({name: (gold / name, versions[name]) for name in names})


def _grouped(rows: Iterable[Json], name: str) -> dict[str, list[Json]]:
    found: dict[str, list[Json]] = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return dict(found)
