"""Column lineage beside sqlglot's own `lineage`, by the truth made by hand, and what it costs.

Compiles the project on an empty lake; both follow the columns of the same qualified queries.
"""

import json
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, TypeVar, cast

from sqlglot import exp
from sqlglot.lineage import lineage as sqlglot_lineage
from sqlglot.optimizer.scope import Scope, build_scope

from benchmarks.timing import environment_of, seconds
from lineage.edges import CONSTANT, FILTER, columns_of
from lineage.origins import Query
from lineage.project import ProjectLineage, project_lineage, relation_of
from lineage.queries import qualified_query, relation_name
from tests.lineage_truth import read_truth

# Column, upstream `schema.name`, upstream column.
Found = set[tuple[str, str, str]]
Nodes = Mapping[str, Any]
Tool = Callable[[exp.Query], Found]
T = TypeVar("T")


def main() -> None:
    """Print how many edges each finds, and how long they take."""
    with tempfile.TemporaryDirectory() as folder:
        lake = Path(folder) / "lake"
        environment = environment_of(Path(folder), lake, "2026-07-01T06:00:00Z")
        lake.mkdir()
        seconds(["dbt", "compile", "--quiet"], environment)
        text = (lake / ".daybook" / "target" / "manifest.json").read_text("utf-8")
    manifest = json.loads(text)
    first, project = timed(lambda: project_lineage(manifest, {}, {}, ""))
    again, _ = timed(lambda: project_lineage(manifest, {}, project.models, ""))
    count = sum(len(model.edges) for model in project.models.values())
    print(f"{len(project.models)} models, {count} edges: {first:.1f} s; unchanged {again:.2f} s")
    queries = dict(gold_queries(manifest["nodes"], project))
    truth = value_edges(manifest["nodes"])
    tools: dict[str, Tool] = {"daybook": by_daybook, "sqlglot's lineage": by_sqlglot}
    for name, tool in tools.items():
        took, found = timed(partial(follow, tool, queries))
        right = sum(len(found[one] & truth[one]) for one in truth)
        wrong = sum(len(found[one] - truth[one]) for one in truth)
        of_all = sum(map(len, truth.values()))
        print(f"{name}: {right} of {of_all} edges of gold, {wrong} wrong, {took:.2f} s")


def follow(tool: Tool, queries: Mapping[str, exp.Query]) -> dict[str, Found]:
    """Return what a tool finds for each query."""
    return {name: tool(query) for name, query in queries.items()}


def timed(run: Callable[[], T]) -> tuple[float, T]:
    """Return the seconds of the processor that a call takes, and what it returns."""
    started_at = time.process_time()
    result = run()
    return time.process_time() - started_at, result


def gold_queries(nodes: Nodes, project: ProjectLineage) -> Iterator[tuple[str, exp.Query]]:
    """Yield the name of each gold model with its qualified query."""
    columns = {name: tuple(node["columns"]) for name, node in nodes.items() if "columns" in node}
    columns |= {name: columns_of(model.edges) for name, model in project.models.items()}
    for name in project.models:
        node = nodes[name]
        if node["schema"] == "gold":
            read = (one for one in (*node["depends_on"]["nodes"], name) if one in columns)
            relations = {relation_of(nodes[one]): columns[one] for one in read}
            yield node["name"], qualified_query(node["compiled_code"], relations)


def value_edges(nodes: Nodes) -> dict[str, Found]:
    """Return the truth of each gold model without its filters and constants."""
    relations = {node["name"]: relation_of(node) for node in nodes.values() if "schema" in node}
    return {
        name: {
            (column, relations[table], upstream)
            for column, kind, table, upstream in edges
            if kind not in (FILTER, CONSTANT)
        }
        for name, edges in read_truth().items()
    }


def by_daybook(query: exp.Query) -> Found:
    """Follow the columns as `lineage/` does."""
    asked = Query(scope_of(query))
    return {(column, *source) for column in query.named_selects for source in asked.origins(column)}


def by_sqlglot(query: exp.Query) -> Found:
    """Follow the columns as sqlglot does."""
    roots = sqlglot_lineage(None, query, {}, scope=scope_of(query), trim_selects=False)
    return {
        (column, relation_name(node.expression), node.name.rpartition(".")[2])
        for column, root in roots.items()
        for node in root.walk()
        if not node.downstream and isinstance(node.expression, exp.Table)
    }


def scope_of(query: exp.Query) -> Scope:
    """Return the scopes of a query."""
    return cast("Scope", build_scope(query))


if __name__ == "__main__":
    main()
