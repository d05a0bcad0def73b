"""The document's tables in the shape of dbt's own catalog.json."""

from collections.abc import Mapping
from typing import Any

from observability.crawler.facts import Json

_SCHEMA = "https://schemas.getdbt.com/dbt/catalog/v1.json"


def dbt_catalog(document: Mapping[str, Any]) -> Json:
    """Return what `dbt docs generate` would write of the tables that are stored."""
    return {
        "metadata": {
            "dbt_schema_version": _SCHEMA,
            "generated_at": document["crawled_at"],
            "env": {},
        },
        "nodes": {
            unique_id: _node(unique_id, table)
            for unique_id, table in document["tables"].items()
            if table["is_stored"]
        },
        "sources": {},
        "errors": None,
    }


def _node(unique_id: str, table: Mapping[str, Any]) -> Json:
    return {
        "unique_id": unique_id,
        "metadata": {
            "type": "table",
            "database": None,
            "schema": table["schema"],
            "name": table["name"],
            "comment": None,
            "owner": table["owner"],
        },
        "columns": {
            name: {"type": column["type"], "index": index, "name": name, "comment": None}
            for index, (name, column) in enumerate(table["columns"].items())
        },
        "stats": {},
    }
