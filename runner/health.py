"""Write down what a refresh found: all that alerts are judged by, wherever they run."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import replace

from ingestion.layout import LAKE_DOCUMENT
from ingestion.storage import Storage
from ingestion.storage.locations import Location
from ingestion.tables import DECODED_MONTHS, FILES
from observability.alerts.conditions import SOURCE_START
from observability.alerts.health import (
    REFRESH,
    Health,
    Outcome,
    Problem,
    Signal,
    SourceState,
    read_health,
    write_health,
)
from runner.dbt_build import FAILED, PASSED, BuildResult
from runner.manifest import read_last_manifest
from runner.publication import Publication, read_publication
from runner.queries import DeltaQueries, query_delta
from runner.settings import Settings, iso
from runner.tables import has_delta_table, read_delta_rows, read_record_rows

COUNTS = ("count_quarantined_files", "count_rejects", "count_findings")
_NEWEST = """
select metric_id, max(observed_at) as observed_at from process_points group by metric_id
"""
# Older ones are history: an alert is about where a metric stands.
_SIGNALS = """
select signals.metric_id, signals.observed_at, signals.severity, signals.explanation
from process_signals as signals
inner join (
    select metric_id, max(observed_at) as newest_at from process_points group by metric_id
) as newest on signals.metric_id = newest.metric_id
where signals.observed_at >= newest.newest_at - interval '60 days'
order by signals.metric_id, signals.observed_at, signals.rule_set, signals.rule_number
"""
_METRICS = "select distinct metric_id, subject_id, model_name from process_values"


def remember_health(settings: Settings, build: BuildResult | None) -> None:
    """Write down how a refresh ended; `build` is None where there was nothing new to build."""
    storage = settings.lake.storage
    former = read_health(storage)
    if build is None and former is not None and former.outcome == "published":
        write_health(storage, replace(former, as_of=iso(settings.as_of)))
        return
    write_health(storage, _found(settings, build))


def remember_broken_off(settings: Settings, error: Exception) -> None:
    """Write down that a refresh could not end; what it knew before stays as it was.

    A folder that is no lake yet stays none, and what broke the refresh may break this, too.
    """
    storage = settings.lake.storage
    with suppress(OSError):
        if storage.size(LAKE_DOCUMENT) is not None:
            write_health(storage, _broken_off(settings, storage, error))


def _broken_off(settings: Settings, storage: Storage, error: Exception) -> Health:
    former = read_health(storage) or Health(iso(settings.as_of), "failed", None)
    # The kind of error only: its words may quote what a file holds.
    problem = Problem(REFRESH, "", f"{type(error).__name__}: see its own output or logs")
    as_of = iso(settings.as_of)
    return replace(former, as_of=as_of, outcome="failed", problems=(problem,))


def _found(settings: Settings, build: BuildResult | None) -> Health:
    lake = settings.lake
    published = read_publication(lake)
    sources = read_delta_rows(lake / "silver" / "silver_operations__source_freshness")
    points, signals = _process_control(lake, published, {row["source_name"] for row in sources})
    return Health(
        as_of=iso(settings.as_of),
        outcome=_outcome(build),
        published_as_of=published.as_of if published else None,
        problems=tuple(_problems(build)),
        sources=tuple(
            SourceState(
                row["source_name"],
                iso(row["covered_until_at"]),
                row["late_at"] and iso(row["late_at"]),
            )
            for row in sorted(sources, key=lambda row: row["source_name"])
        ),
        signals=signals,
        newest_points=points,
        counts=_counts(lake),
        parents=lineage(settings),
    )


def _outcome(build: BuildResult | None) -> Outcome:
    if build is None or build.outcome == PASSED:
        return "published"
    return "failed" if build.outcome == FAILED else "held_back"


def _problems(build: BuildResult | None) -> Iterable[Problem]:
    for node in (*build.errors, *build.failures) if build else ():
        found = f"{node.count_failures} rows" if node.count_failures else node.status
        for table in node.tables or (node.name,):
            yield Problem(node.name, table, found)


def _process_control(
    lake: Location, published: Publication | None, sources: set[str]
) -> tuple[dict[str, str], tuple[Signal, ...]]:
    """Return the newest point of each metric and its late signals, as they are published."""
    names = ("process_points", "process_signals", "process_values")
    versions = published.tables if published else {}
    if not all(name in versions for name in names):
        return {}, ()
    gold = DeltaQueries({name: (lake / "gold" / name, versions[name]) for name in names})
    nodes = {
        row["metric_id"]: process_node(row["subject_id"], row["model_name"], sources)
        for row in gold.ask(_METRICS)
    }
    newest = {row["metric_id"]: iso(row["observed_at"]) for row in gold.ask(_NEWEST)}
    signals = tuple(
        Signal(
            row["metric_id"],
            iso(row["observed_at"]),
            row["severity"],
            row["explanation"],
            nodes.get(row["metric_id"], row["metric_id"]),
        )
        for row in gold.ask(_SIGNALS)
    )
    return dict(sorted(newest.items())), signals


def process_node(subject: str | None, model: str, sources: set[str]) -> str:
    """Return where a metric is in the lineage: what is counted of a source is the source.

    What is counted of a table is that table.
    """
    if subject is not None and model == "silver_operations__table_days":
        return subject
    is_of_source = subject in sources and model.startswith("silver_operations__")
    return f"{SOURCE_START}{subject}" if is_of_source else model


def _counts(lake: Location) -> dict[str, int]:
    files = read_record_rows(lake / "bronze" / FILES)
    silver = lake / "silver"
    numbers = (
        sum(row["state"] == "quarantined" for row in files),
        _count_rows(silver / "silver_operations__rejects"),
        _count_rows(silver / "silver_operations__findings"),
    )
    return dict(zip(COUNTS, numbers, strict=True))


def _count_rows(table: Location) -> int:
    if not has_delta_table(table):
        return 0
    (row,) = query_delta({"counted": (table, None)}, "select count(*) as count_rows from counted")
    return int(row["count_rows"])


def lineage(settings: Settings) -> dict[str, tuple[str, ...]]:
    """Return what each table is made from, down to the sources whose files fed it."""
    manifest = read_last_manifest(settings)
    nodes = manifest["nodes"] if manifest else {}
    parents: dict[str, set[str]] = defaultdict(set)
    for node in nodes.values():
        if node["resource_type"] in ("model", "seed"):
            parents[node["name"]] |= {
                one.split(".")[2] for one in node["depends_on"].get("nodes", ())
            }
    for table, sources in _feeding(settings.lake).items():
        parents[table] |= {f"{SOURCE_START}{source}" for source in sources}
    return {name: tuple(sorted(found)) for name, found in sorted(parents.items()) if found}


def _feeding(lake: Location) -> Mapping[str, set[str]]:
    """Return the sources of the records of each table of bronze."""
    bronze = lake / "bronze"
    sources = {row["content_id"]: row["source"] for row in read_record_rows(bronze / FILES)}
    feeding: dict[str, set[str]] = defaultdict(set)
    for row in read_record_rows(bronze / DECODED_MONTHS):
        feeding[row["table_name"]].add(sources[row["content_id"]])
    return feeding
