"""Collect what is known of every table of a lake in one document."""

import csv
import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import observability.crawler
from ingestion.layout import CATALOG_DOCUMENT, LAKE_DOCUMENT
from ingestion.storage.locations import Location
from observability.alerts.health import read_health
from observability.crawler.changes import schema_changes
from observability.crawler.dbt_catalog import dbt_catalog
from observability.crawler.document import FORMAT_VERSION, compose
from observability.crawler.facts import Json, LakeFacts, RunFacts, SourceFacts
from runner.crawled_quality import read_control, read_quality
from runner.crawled_tables import read_tables
from runner.dbt_build import run_dbt
from runner.errors import CommandError
from runner.gate import stale_reasons
from runner.manifest import bring_manifest, read_own_manifest
from runner.publication import Publication, read_publication
from runner.run_history import LastRun, read_last_runs
from runner.schema_history import read_changes, write_changes
from runner.settings import PROJECT_FOLDER, Settings, iso

KEPT_RUNS = 14
_HERE = Path(__file__).parent
_DIMENSIONS = PROJECT_FOLDER / "seeds" / "check_dimensions.csv"


def crawl(settings: Settings) -> Json:
    """Return the catalog document, and keep it in the lake.

    What did not change since the crawl before is taken from its document.
    """
    if settings.lake.storage.size(LAKE_DOCUMENT) is None:
        raise CommandError(f"{settings.lake} is no lake yet. Run `daybook refresh` first.")
    former = read_document(settings.lake)
    rules = _rules()
    is_kept = former is not None and former.get("rules") == rules
    manifest = read_manifest(settings)
    document = {
        "rules": rules,
        **compose(manifest, _facts(settings, former if is_kept else None)),
    }
    document["column_lineage"] = _lineage(settings, manifest, document, former)
    found = schema_changes(former, document["tables"])
    write_changes(settings, document, found)
    document["schema_changes"] = read_changes(settings.lake)
    settings.lake.storage.replace(CATALOG_DOCUMENT, json.dumps(document).encode())
    return document


def read_document(lake: Location) -> Json | None:
    """Return the last catalog document; None before the first, or of another format."""
    text = lake.storage.read(CATALOG_DOCUMENT)
    try:
        document: Json | None = json.loads(text) if text else None
    except ValueError:
        return None
    return document if document and document.get("format_version") == FORMAT_VERSION else None


def read_manifest(settings: Settings) -> Json:
    """Return dbt's manifest of the last build; compiles where none is known."""
    if not bring_manifest(settings):
        run_dbt(settings, ["compile"])
    return read_own_manifest(settings)


def _rules() -> str:
    """Name the code that crawls: of another one only the columns of the tables are believed."""
    digest = hashlib.sha256()
    files = (*Path(observability.crawler.__file__).parent.glob("*.py"), *_HERE.glob("crawl*.py"))
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _facts(settings: Settings, former: Mapping[str, Any] | None) -> LakeFacts:
    published = read_publication(settings.lake)
    health = read_health(settings.lake.storage)
    sources = health.sources if health else ()
    return LakeFacts(
        crawled_at=iso(settings.as_of),
        published=_published(published),
        stale_reasons=tuple(stale_reasons(settings, published)),
        tables=read_tables(settings, published, former),
        runs=[_run(run) for run in read_last_runs(settings.lake, KEPT_RUNS)],
        sources={one.name: SourceFacts(one.covered_until_at, one.late_at) for one in sources},
        parents=health.parents if health else {},
        quality=read_quality(settings, published, former),
        control=read_control(settings, published, former, [one.name for one in sources]),
        dimensions=_dimensions(),
    )


def _published(published: Publication | None) -> Json | None:
    if published is None:
        return None
    return {
        "as_of": published.as_of,
        "run_id": published.run_id,
        "run_number": published.run_number,
    }


def _run(run: LastRun) -> RunFacts:
    nodes = {
        node.node_id: {
            "status": node.status,
            "count_failures": node.count_failures,
            "seconds": node.seconds,
        }
        for node in run.build.nodes
    }
    return RunFacts(run.run_id, run.number, run.as_of, run.outcome, nodes, run.count_rows)


def _dimensions() -> dict[str, str]:
    with _DIMENSIONS.open(encoding="utf-8", newline="") as file:
        return {row["check_kind"]: row["dimension"] for row in csv.DictReader(file)}


def _lineage(
    settings: Settings, manifest: Json, document: Json, former: Mapping[str, Any] | None
) -> list[Json]:
    """Return the column lineage; after a build that broke off the former one."""
    kept: list[Json] = former["column_lineage"] if former else []
    if kept and not _is_compiled(manifest):
        return kept
    from runner.column_lineage import read_or_compute_lineage

    edges = read_or_compute_lineage(settings, manifest, dbt_catalog(document))
    return [edge.as_json() for edge in edges]


def _is_compiled(manifest: Json) -> bool:
    return all(
        node.get("compiled_code")
        for node in manifest["nodes"].values()
        if node["resource_type"] == "model" and node["config"]["materialized"] != "ephemeral"
    )
