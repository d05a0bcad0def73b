"""The lineage of a dbt project, model by model in the order in which they read each other."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from lineage.edges import CONSTANT, FILTER, Edge, columns_of
from lineage.errors import LineageError
from lineage.queries import EPHEMERAL, qualified_query, without_moment

# Enough to see what a column is; more is in the model.
LONGEST_EXPRESSION = 400
_RELATIONS = ("model", "seed", "snapshot", "source")
# A table whose columns are declared and whose rows come from elsewhere.
_DECLARED = "declared"
# The macro as_of_date() as it is read back from a query.
_AS_OF_DATE = re.compile(
    r"\(SELECT TO_DATE\(FROM_UTC_TIMESTAMP\(CAST\(AS_OF\(\) AS TIMESTAMP\), \w+\.time_zone\)\)"
    r"[^()]*FROM [\w.]*silver_household__settings[^()]*\)"
)


@dataclass(frozen=True)
class ModelLineage:
    """The edges of one model; `fingerprint` tells of all that they follow from."""

    fingerprint: str
    edges: tuple[Edge, ...]


@dataclass(frozen=True)
class ProjectLineage:
    """The lineage of all models by their ids; `failures` says which have none, and why."""

    models: dict[str, ModelLineage]
    failures: tuple[str, ...]


def project_lineage(
    manifest: Mapping[str, Any],
    catalog: Mapping[str, Any],
    known: Mapping[str, ModelLineage],
    rules: str,
) -> ProjectLineage:
    """Return the lineage of all models; what is known and has not changed is kept.

    manifest, catalog: dbt's artifacts; a model without compiled code keeps its known lineage.
    rules: what tells one state of this package from another.
    """
    nodes = {**manifest["nodes"], **manifest.get("sources", {})}
    columns: dict[str, Sequence[str]] = {}
    models: dict[str, ModelLineage] = {}
    failures = []
    for node_id in _in_order(nodes):
        node = nodes[node_id]
        columns[node_id] = _stated_columns(node, catalog)
        if not _is_query(node):
            continue
        # What a build adds to its own table may ask that table: by the columns that it states.
        read = {one: columns[one] for one in (*_read_by(node), node_id) if one in columns}
        try:
            found = _model_lineage(node_id, nodes, read, known.get(node_id), rules)
        except LineageError as error:
            failures.append(f"{node_id}: {error}")
            continue
        if found is not None:
            models[node_id] = found
            columns[node_id] = columns_of(found.edges)
    return ProjectLineage(models, tuple(failures))


def _model_lineage(
    node_id: str,
    nodes: Mapping[str, Any],
    read: Mapping[str, Sequence[str]],
    known: ModelLineage | None,
    rules: str,
) -> ModelLineage | None:
    sql = _own_query(nodes[node_id])
    if not sql:
        # Not of the last build: what was said of it before holds until it is built again.
        return known
    mark = _fingerprint(sql, read, rules)
    if known is not None and known.fingerprint == mark:
        return known
    return ModelLineage(mark, _edges_of(node_id, sql, nodes, read))


def _own_query(node: Mapping[str, Any]) -> str:
    """Return the compiled code with ephemeral models named, but not written out: it is shorter."""
    sql: str = node.get("compiled_code") or ""
    for inlined in node.get("extra_ctes") or ():
        query = inlined["sql"] or ""
        name = query.partition(" as (")[0]
        sql = sql.replace(query, f"{name} as (select 1)") if name else sql
    return sql


def _in_order(nodes: Mapping[str, Any]) -> list[str]:
    """Return the relations, each after those that it reads."""
    order: dict[str, None] = {}

    def visit(node_id: str) -> None:
        if node_id in order or nodes.get(node_id, {}).get("resource_type") not in _RELATIONS:
            return
        for one in sorted(_read_by(nodes[node_id])):
            visit(one)
        order[node_id] = None

    for node_id in sorted(nodes):
        visit(node_id)
    return list(order)


def _read_by(node: Mapping[str, Any]) -> Sequence[str]:
    found: Sequence[str] = node.get("depends_on", {}).get("nodes", ())
    return found


def _is_query(node: Mapping[str, Any]) -> bool:
    """Tell whether a relation's rows are those of its query."""
    if node["resource_type"] not in ("model", "snapshot"):
        return False
    return bool(node["config"].get("materialized") != _DECLARED)


def _stated_columns(node: Mapping[str, Any], catalog: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the columns by the catalog, else by the yml, in lower case."""
    for kind in ("nodes", "sources"):
        entry = catalog.get(kind, {}).get(node["unique_id"])
        if entry:
            return tuple(sorted(name.lower() for name in entry["columns"]))
    return tuple(sorted(name.lower() for name in node.get("columns", {})))


def _fingerprint(sql: str, read: Mapping[str, Sequence[str]], rules: str) -> str:
    content = [rules, without_moment(sql), sorted((one, list(read[one])) for one in read)]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()[:32]


def _edges_of(
    node_id: str, sql: str, nodes: Mapping[str, Any], read: Mapping[str, Sequence[str]]
) -> tuple[Edge, ...]:
    from sqlglot.optimizer.scope import build_scope

    from lineage.origins import Query

    ids = {relation_of(nodes[one]): one for one in read}
    relations = {relation_of(nodes[one]): columns for one, columns in read.items()}
    query = qualified_query(sql, relations)
    scope = build_scope(query)
    if scope is None:
        raise LineageError("it has no query")
    return tuple(_edges(node_id, query.named_selects, Query(scope), ids))


def relation_of(node: Mapping[str, Any]) -> str:
    """Return how queries name what they read; an inlined one has a schema of its own."""
    name = node.get("alias") or node.get("identifier") or node["name"]
    is_inlined = node.get("config", {}).get("materialized") == EPHEMERAL
    return f"{EPHEMERAL if is_inlined else node['schema']}.{name}".lower()


def _edges(
    node_id: str, columns: Sequence[str], query: Any, ids: Mapping[str, str]
) -> Iterator[Edge]:
    for column in columns:
        count = 0
        for (relation, name), way in query.origins(column).items():
            if ids[relation] != node_id:
                count += 1
                steps = _shown(way.steps)
                yield Edge(node_id, column, ids[relation], name, way.kind, steps)
        if not count:
            definition = _shown([query.definition(column)])
            yield Edge(node_id, column, None, None, CONSTANT, definition)
    for relation, name in sorted(query.filters()):
        # A build that adds to its table asks it for no more than what is there already.
        if ids[relation] != node_id:
            yield Edge(node_id, None, ids[relation], name, FILTER)


def _shown(steps: Sequence[str]) -> str:
    text = "\n".join(_AS_OF_DATE.sub("AS_OF_DATE()", step) for step in steps)
    return text if len(text) <= LONGEST_EXPRESSION else text[: LONGEST_EXPRESSION - 1] + "…"
