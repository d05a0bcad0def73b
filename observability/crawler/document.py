"""Put the catalog document together. docs/catalog.md tells its shape."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from observability.alerts.conditions import SOURCE_START
from observability.crawler.checks import checks_of
from observability.crawler.facts import Json, LakeFacts, RunFacts, SourceFacts, TableFacts
from observability.crawler.nodes import described, tables_of
from observability.crawler.states import judge

FORMAT_VERSION = 1
_NO_QUALITY: Json = {"score_percent": None, "dimensions": {}, "history": []}
_NO_CONTROL: Json = {"state": "none", "is_paging": False, "signals": []}


def compose(manifest: Mapping[str, Any], facts: LakeFacts) -> Json:
    """Return the document, without column lineage and schema changes, which its maker adds."""
    published = facts.published or {}
    last = facts.runs[-1] if facts.runs else None
    tables = _tables(manifest, facts)
    return {
        "format_version": FORMAT_VERSION,
        "crawled_at": facts.crawled_at,
        "as_of": published.get("as_of"),
        "run_id": published.get("run_id"),
        "run_number": published.get("run_number"),
        "is_stale": bool(facts.stale_reasons),
        "stale_reasons": list(facts.stale_reasons),
        "last_run": last
        and {
            "run_id": last.run_id,
            "run_number": last.run_number,
            "as_of": last.as_of,
            "outcome": last.outcome,
        },
        "sources": _sources(facts, tables),
        "tables": tables,
        "column_lineage": [],
        "schema_changes": [],
    }


def _tables(manifest: Mapping[str, Any], facts: LakeFacts) -> dict[str, Json]:
    checks = checks_of(manifest, facts.runs, facts.dimensions)
    nodes = tables_of(manifest)
    feeding = {node["name"]: sources_of(node["name"], facts.parents) for node in nodes.values()}
    tables = {}
    for unique_id, known in described(manifest).items():
        stored = facts.tables.get(known["name"])
        table = {
            **known,
            "columns": _columns(nodes[unique_id], stored, checks.get(unique_id, {})),
            "is_stored": stored is not None,
            "version": stored.version if stored else None,
            "partitioned_by": list(stored.partitioned_by) if stored else [],
            "count_rows": stored.count_rows if stored else None,
            "rows_history": [
                {"run_number": run.run_number, "count_rows": run.count_rows[known["name"]]}
                for run in facts.runs
                if known["name"] in run.count_rows
            ],
            "freshness": _freshness(feeding[known["name"]], facts),
            "tests": checks.get(unique_id, {}),
            "quality": facts.quality.get(known["name"], _NO_QUALITY),
            "control": facts.control.get(known["name"], _NO_CONTROL),
            "run": _run(unique_id, facts),
        }
        table["state"], table["state_reasons"] = judge(table, _status(unique_id, facts))
        tables[unique_id] = table
    return tables


def _columns(
    node: Mapping[str, Any], stored: TableFacts | None, checks: Mapping[str, Json]
) -> dict[str, Json]:
    """Return the columns that are stored, in their order; of what is not stored the declared."""
    declared = {name.lower(): column for name, column in node["columns"].items()}
    types = (
        stored.columns
        if stored
        else {column["name"]: column.get("data_type") or "" for column in declared.values()}
    )
    nulls = stored.count_nulls if stored else {}
    return {
        name: {
            "type": kind,
            "description": declared.get(name.lower(), {}).get("description", "").strip(),
            "count_nulls": nulls.get(name),
            "tests": [test for test, check in checks.items() if check["column"] == name],
        }
        for name, kind in types.items()
    }


def sources_of(table: str, parents: Mapping[str, Any]) -> set[str]:
    """Return the names of the sources whose files a table is made from, however far away."""
    found: set[str] = set()
    seen, waiting = {table}, [table]
    while waiting:
        for parent in parents.get(waiting.pop(), ()):
            if parent.startswith(SOURCE_START):
                found.add(parent.removeprefix(SOURCE_START))
            elif parent not in seen:
                seen.add(parent)
                waiting.append(parent)
    return found


def _freshness(sources: set[str], facts: LakeFacts) -> Json:
    """Return until when the newest source tells, and whether the most overdue one is late."""
    known = [facts.sources[name] for name in sources if name in facts.sources]
    states = {_source_state(one, facts.crawled_at) for one in known}
    state = next((one for one in ("late", "fresh") if one in states), "unknown")
    latest = max((one.covered_until_at for one in known), default=None)
    return {"latest_at": latest, "state": state}


def _source_state(source: SourceFacts, crawled_at: str) -> str:
    if source.late_at is None:
        return "unknown"
    is_late = datetime.fromisoformat(crawled_at) > datetime.fromisoformat(source.late_at)
    return "late" if is_late else "fresh"


def _sources(facts: LakeFacts, tables: Mapping[str, Json]) -> dict[str, Json]:
    feeds = {
        unique_id: sources_of(table["name"], facts.parents) for unique_id, table in tables.items()
    }
    return {
        name: {
            "covered_until_at": source.covered_until_at,
            "late_at": source.late_at,
            "state": _source_state(source, facts.crawled_at),
            "tables": [unique_id for unique_id, sources in feeds.items() if name in sources],
        }
        for name, source in sorted(facts.sources.items())
    }


def _run(unique_id: str, facts: LakeFacts) -> Json:
    built = [run.nodes[unique_id] for run in facts.runs if unique_id in run.nodes]
    # None of a run that left the table as it was.
    took = [one["seconds"] for one in built if one["status"] == "success"]
    seconds = [one for one in took if one is not None]
    return {"seconds": seconds[-1] if seconds else None, "history": seconds}


def _status(unique_id: str, facts: LakeFacts) -> str | None:
    """Return how the last build of a table ended; of a run that came so far."""
    last: RunFacts | None = next((run for run in reversed(facts.runs) if run.nodes), None)
    result = last.nodes.get(unique_id) if last else None
    return str(result["status"]) if result else None
