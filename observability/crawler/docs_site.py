"""dbt's own docs, enriched: its manifest and catalog with what is known of every table."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from observability.crawler.dbt_catalog import dbt_catalog
from observability.crawler.docs_stats import stats_of
from observability.crawler.docs_texts import Site, column_text, overview, table_text
from observability.crawler.facts import Json

# As on the other pages: dark enough for the white words of the graph.
COLOURS = {"good": "#2e7d32", "watch": "#b26a00", "alert": "#c62828", "unknown": "#757575"}


def enriched_catalog(document: Mapping[str, Any]) -> Json:
    """Return dbt's catalog with the statistics of each table."""
    catalog = dbt_catalog(document)
    for unique_id, node in catalog["nodes"].items():
        node["stats"] = stats_of(document["tables"][unique_id])
    return catalog


def enriched_manifest(
    manifest: Mapping[str, Any], document: Mapping[str, Any], start: str | None
) -> Json:
    """Return dbt's manifest with states, texts and colours.

    start: how links to the pages beside the docs begin; None where there are none.
    """
    site = Site(start)
    changes, edges = defaultdict(list), defaultdict(list)
    for change in document["schema_changes"]:
        changes[change["table"]].append(change)
    for edge in document["column_lineage"]:
        edges[edge["table"], edge["column"]].append(edge)
    names = {unique_id: table["name"] for unique_id, table in document["tables"].items()}
    # Where they were compiled is this machine's business.
    nodes = {name: {**node, "compiled_path": None} for name, node in manifest["nodes"].items()}
    for unique_id in nodes.keys() & document["tables"].keys():
        table, node = document["tables"][unique_id], nodes[unique_id]
        columns = {
            name: {
                **column,
                "description": column_text(
                    column["description"],
                    edges[unique_id, name],
                    names,
                    site.link("Lineage", f"lineage.html#{table['name']}.{name}"),
                ),
            }
            for name, column in node["columns"].items()
        }
        text = table_text(table, changes[unique_id], site)
        nodes[unique_id] = {**_enriched(node, table), "description": text, "columns": columns}
    project = manifest["metadata"]["project_name"]
    page = _overview(project, overview(document, site))
    return {
        **manifest,
        # The page asks nobody outside.
        "metadata": {**manifest["metadata"], "send_anonymous_usage_stats": False},
        "nodes": nodes,
        "docs": {**manifest["docs"], page["unique_id"]: page},
    }


def _enriched(node: Mapping[str, Any], table: Mapping[str, Any]) -> Json:
    # What is more than a word tells machines something, and would only fill the page.
    words = {name: one for name, one in node["meta"].items() if isinstance(one, str | bool)}
    return {
        **node,
        "meta": {**words, "state": table["state"]},
        "docs": {**node.get("docs", {}), "node_color": COLOURS[table["state"]]},
    }


def _overview(project: str, text: str) -> Json:
    return {
        "name": "__overview__",
        "resource_type": "doc",
        "package_name": project,
        "path": "overview.md",
        "original_file_path": "models/overview.md",
        "unique_id": f"doc.{project}.__overview__",
        "block_contents": text,
    }
