"""What decides, beside its query, what a node of a project comes to."""

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from dbt.include import lake

_CONFIGURED = (
    *("materialized", "partition_by", "tblproperties", "contract"),
    *("column_types", "delimiter", "quote_columns"),
    *("fail_calc", "warn_if", "error_if", "limit"),
)


def described(node: Mapping[str, Any]) -> list[str] | None:
    """Return texts that differ when a node is to be computed anew though its query is the same.

    None where that cannot be told: for hooks, and for seeds of which dbt does not hash the rows.
    """
    config = node["config"]
    checksum = node.get("checksum") or {}
    if config.get("pre-hook") or config.get("post-hook") or checksum.get("name") == "path":
        return None
    rows = checksum.get("checksum", "") if node["resource_type"] == "seed" else ""
    columns = [
        [column["name"], column.get("data_type"), column.get("constraints")]
        for column in (node.get("columns") or {}).values()
    ]
    what = [{name: config.get(name) for name in _CONFIGURED}, columns, node.get("constraints")]
    return [json.dumps(what, sort_keys=True, default=str), rows, _engine()]


@cache
def _engine() -> str:
    """Return what differs when the engine, dbt, or the adapter's own statements do."""
    digest = hashlib.sha256()
    for path in sorted(Path(lake.PACKAGE_PATH).rglob("*.sql")):
        digest.update(path.read_bytes())
    versions = (version(name) for name in ("pysail", "dbt-core", "dbt-spark"))
    return " ".join((*versions, digest.hexdigest()))
