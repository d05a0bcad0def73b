"""What a change of the project touches, by the two manifests of dbt: models, readers, exposures."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

Json = Mapping[str, Any]
_TABLES = ("model", "seed", "snapshot")
_CALENDAR = ("date", "boolean")
_UNIQUE = "unique_key"


@dataclass(frozen=True)
class Changed:
    """One node that is new, changed or gone; what: in words, what of it."""

    node_id: str
    what: str


@dataclass(frozen=True)
class ProjectChange:
    """Nodes that are changed themselves, tables that read them, exposures that read either."""

    changed: tuple[Changed, ...]
    downstream: tuple[str, ...]
    exposures: tuple[str, ...]


def project_change(before: Json, after: Json, modified: Iterable[str]) -> ProjectChange:
    """Return what a change touches.

    modified: the ids that dbt's `state:modified` names.
    """
    nodes, former = after["nodes"], before["nodes"]
    own = [one for one in modified if one.split(".")[0] in (*_TABLES, "test", "unit_test")]
    gone = [one for one in former if one not in nodes and one.split(".")[0] in _TABLES]
    changed = [Changed(one, _what(former.get(one), nodes.get(one))) for one in sorted(own)]
    changed += [Changed(one, "removed") for one in sorted(gone)]
    tables = [one for one in own if one.split(".")[0] in _TABLES]
    readers = _readers(after["child_map"], tables) | _readers(before["child_map"], gone)
    downstream = (one for one in readers if one.split(".")[0] in _TABLES and one in nodes)
    exposures = (one for one in readers if one in after["exposures"])
    return ProjectChange(
        tuple(changed), tuple(sorted(set(downstream) - set(own))), tuple(sorted(exposures))
    )


def _what(before: Json | None, after: Json | None) -> str:
    if before is None or after is None:
        return "new" if before is None and after is not None else "changed"
    parts = [
        word
        for word, is_other in (
            ("query", before["checksum"]["checksum"] != after["checksum"]["checksum"]),
            ("configuration", before["unrendered_config"] != after["unrendered_config"]),
            ("columns", _stated(before) != _stated(after)),
            ("description", before["description"] != after["description"]),
        )
        if is_other
    ]
    return ", ".join(parts) or "a macro or property that it uses"


def _stated(node: Json) -> dict[str, tuple[Any, Any]]:
    columns = node.get("columns", {})
    return {name: (one.get("data_type"), one.get("description")) for name, one in columns.items()}


def _readers(children: Mapping[str, list[str]], of: Iterable[str]) -> set[str]:
    found: set[str] = set()
    waiting = list(of)
    while waiting:
        new = set(children.get(waiting.pop(), ())) - found
        found |= new
        waiting += new
    return found


def gold_tables(manifest: Json) -> dict[str, str]:
    """Return the ids of gold's tables by their names, but of those that tell of runs themselves.

    What a run says of itself differs from build to build whatever changed.
    """
    runs = [one for one, node in manifest["nodes"].items() if "run_history" in node["tags"]]
    of_runs = {*runs, *_readers(manifest["child_map"], runs)}
    return {
        node["alias"]: node_id
        for node_id, node in manifest["nodes"].items()
        if node["resource_type"] == "model"
        and node["schema"] == "gold"
        and node["config"]["materialized"] != "ephemeral"
        and node_id not in of_runs
    }


def key_of(manifest: Json, node_id: str) -> tuple[str, ...]:
    """Return the columns that a test says are unique together; none where no test does."""
    for test in _tests_of(manifest, node_id):
        generic = test.get("test_metadata") or {}
        columns = generic.get("kwargs", {}).get("columns")
        if generic.get("name") == _UNIQUE and columns:
            return tuple(columns)
        if generic.get("name") == "unique" and test.get("column_name"):
            return (test["column_name"],)
    return ()


def _tests_of(manifest: Json, node_id: str) -> Iterator[Json]:
    for node in manifest["nodes"].values():
        if node["resource_type"] == "test" and node.get("attached_node") == node_id:
            yield node


def shown_columns(node: Json) -> tuple[str, ...]:
    """Return the columns of which a report may print values, by `meta: {is_personal: ...}`.

    A column's own word counts before its table's; without either it is personal. Of a personal
    table, days and truth values tell of nobody.
    """
    is_personal = node["config"].get("meta", {}).get("is_personal", True)
    return tuple(
        name
        for name, column in node["columns"].items()
        if not _meta(column).get(
            "is_personal", is_personal and column.get("data_type") not in _CALENDAR
        )
    )


def _meta(column: Json) -> Json:
    found: Json = {**(column.get("meta") or {}), **(column.get("config") or {}).get("meta", {})}
    return found
