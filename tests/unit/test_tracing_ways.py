"""Ways back as models declare them, and queries over other rows than their tables'."""

from pathlib import Path
from typing import Any

import pytest

from dbt.adapters.lake.paths import literal
from runner.errors import CommandError
from tracing.graph import TraceGraph, Way, read_graph
from tracing.session import sql_over

QUERY = """
select * from silver.days as days
inner join silver.days_rejects on days.day = silver.days_rejects.day
where days.name <> 'silver.days.x' and exists (select 1 from silver.days)
"""


def node(name: str, layer: str, reads: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    return {
        "name": name,
        "resource_type": "model",
        "unique_id": f"model.daybook.{name}",
        "package_name": "daybook",
        "original_file_path": f"models/{name}.sql",
        "fqn": ["daybook", layer, name],
        "schema": layer,
        "relation_name": f"{layer}.{name}",
        "depends_on": {"nodes": [f"model.daybook.{one}" for one in reads]},
        "config": {"materialized": more.pop("materialized", "table"), "meta": more.pop("meta", {})},
        "columns": more.pop("columns", {}),
        **more,
    }


def graph_of(folder: Path, *nodes: dict[str, Any]) -> TraceGraph:
    return TraceGraph({"nodes": {one["unique_id"]: one for one in nodes}}, folder)


@pytest.mark.parametrize(
    ("declared", "words"),
    [
        ({"same": ["a", "b"]}, "the same a, b"),
        ({"same": ["a"], "where": "source.b > traced.b"}, "the same a; source.b > traced.b"),
        ({"where": "true"}, "all of it"),
        ({"where": "true", "ends": "day"}, "the first and the last day of all"),
        ({"same": ["a"], "ends": "day"}, "the same a; the first and the last day of these"),
        ({"where": "source.a = traced.b"}, "source.a = traced.b"),
    ],
)
def test_a_way_says_which_rows_it_leads_to(
    declared: dict[str, Any], words: str, tmp_path: Path
) -> None:
    meta = {"trace": [{"from": "rows", **declared}]}
    graph = graph_of(tmp_path, node("rows", "silver"), node("sums", "gold", ("rows",), meta=meta))
    (way,) = graph["sums"].ways
    assert str(way) == words


def test_what_an_ephemeral_model_reads_is_read_by_those_that_use_it(tmp_path: Path) -> None:
    graph = graph_of(
        tmp_path,
        node("rows", "silver"),
        node("parts", "silver", ("rows",), materialized="ephemeral"),
        node("sums", "gold", ("parts",)),
    )
    assert graph["sums"].reads == {"rows"}
    assert "parts" not in graph


def test_a_table_comes_after_all_that_lead_to_it(tmp_path: Path) -> None:
    def to(*names: str) -> dict[str, Any]:
        return {"trace": [{"from": name, "where": "true"} for name in names]}

    graph = graph_of(
        tmp_path,
        node("rows", "silver"),
        node("days", "gold", ("rows",), meta=to("rows")),
        node("months", "gold", ("days", "rows"), meta=to("rows", "days")),
    )
    assert graph.downward("months") == ["months", "days", "rows"]


def test_only_whole_names_of_tables_are_replaced_in_a_query(tmp_path: Path) -> None:
    query = tmp_path / "daybook" / "models" / "sums.sql"
    query.parent.mkdir(parents=True)
    query.write_text(QUERY, "utf-8")
    graph = graph_of(
        tmp_path,
        node("days", "silver"),
        node("days_rejects", "silver"),
        node("sums", "gold", ("days", "days_rejects")),
    )
    sql = sql_over(graph["sums"], {"days": "few_days"}, graph)
    assert "from few_days as days" in sql
    assert "(select 1 from few_days)" in sql
    assert "join silver.days_rejects on" in sql


def test_a_text_of_a_person_stays_a_text() -> None:
    assert literal("it's") == r"'it\'s'"
    assert literal("a\\") == r"'a\\'"


def test_a_narrowed_way_asks_for_both() -> None:
    assert Way("rows", "a = 1").narrowed("b = 2 or c").where == "a = 1 and (b = 2 or c)"


def test_a_machine_without_the_queries_of_the_build_is_told_the_remedy(tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="Run `daybook refresh --full` here first"):
        read_graph(tmp_path)
