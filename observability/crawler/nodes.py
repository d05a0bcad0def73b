"""The tables of the project, as dbt's manifest describes them."""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from observability.crawler.facts import Json

KINDS = ("model", "seed", "snapshot")
LAYERS = ("bronze", "silver", "gold")


def tables_of(manifest: Mapping[str, Any]) -> dict[str, Json]:
    """Return dbt's node of each model, seed and snapshot that is switched on, by its unique id."""
    return {
        unique_id: node
        for unique_id, node in sorted(manifest["nodes"].items())
        if node["resource_type"] in KINDS
    }


def described(manifest: Mapping[str, Any]) -> dict[str, Json]:
    """Return what dbt knows of each table: names, words, owner, place in the graph."""
    nodes = tables_of(manifest)
    downstream: dict[str, set[str]] = defaultdict(set)
    for unique_id, node in nodes.items():
        for parent in node["depends_on"].get("nodes", ()):
            downstream[parent].add(unique_id)
    owners = _owners(manifest)
    return {
        unique_id: {
            "name": node["name"],
            "schema": node["schema"],
            "layer": _layer(node),
            "kind": node["resource_type"],
            "materialized": node["config"]["materialized"],
            "description": node["description"].strip(),
            "owner": owners.get(node.get("group") or node["config"].get("group") or ""),
            "path": node["original_file_path"],
            "is_personal": bool(node["config"].get("meta", {}).get("is_personal", False)),
            "upstream": sorted(set(node["depends_on"].get("nodes", ())) & set(nodes)),
            "downstream": sorted(downstream[unique_id]),
        }
        for unique_id, node in nodes.items()
    }


def _layer(node: Mapping[str, Any]) -> str:
    if node["resource_type"] != "model":
        return str(node["resource_type"])
    return next(layer for layer in LAYERS if layer in node["tags"])


def _owners(manifest: Mapping[str, Any]) -> dict[str, str]:
    """Return who looks after each group of models."""
    groups = manifest.get("groups", {}).values()
    return {one["name"]: one["owner"].get("name") or one["owner"]["email"] for one in groups}
