from typing import Any

from runner.unaffected import Graph, affected_nodes

DECODES = "bronze_operations__decoded_months"
MACROS = {
    "macro.daybook.as_of": {"depends_on": {"macros": []}},
    "macro.daybook.as_of_date": {"depends_on": {"macros": ["macro.daybook.as_of"]}},
    "macro.daybook.current_records": {"depends_on": {"macros": []}},
}


def node(name: str, *parents: str, macros: tuple[str, ...] = (), code: str = "") -> dict[str, Any]:
    calls = [f"macro.daybook.{macro}" for macro in macros]
    return {"name": name, "raw_code": code, "depends_on": {"nodes": parents, "macros": calls}}


def graph_of(*nodes: dict[str, Any]) -> Graph:
    children: dict[str, list[str]] = {one["name"]: [] for one in nodes}
    for one in nodes:
        for parent in one["depends_on"]["nodes"]:
            children[parent].append(one["name"])
    return Graph({one["name"]: one for one in nodes}, children, MACROS)


def test_a_change_reaches_all_that_stands_behind_it_and_nothing_else() -> None:
    graph = graph_of(
        node("bronze_a"),
        node("bronze_b"),
        node("silver_a", "bronze_a"),
        node("gold_a", "silver_a"),
        node("assert_a_and_b_agree", "silver_a", "silver_b"),
        node("silver_b", "bronze_b"),
    )

    found = affected_nodes(graph, ["bronze_a"])

    assert found == {"bronze_a", "silver_a", "gold_a", "assert_a_and_b_agree"}


def test_what_reads_the_clock_is_affected_each_time() -> None:
    graph = graph_of(
        node("balances", macros=("as_of_date",)), node("brief", "balances"), node("meters")
    )

    assert affected_nodes(graph, []) == {"balances", "brief"}


def test_a_table_of_records_is_not_affected_by_the_decodes_of_others() -> None:
    graph = graph_of(
        node("bronze_a"),
        node(DECODES),
        node("silver_a", "bronze_a", DECODES, macros=("current_records",)),
        node("silver_files", DECODES),
        node("counted", DECODES, macros=("current_records",), code=f"from ref('{DECODES}')"),
    )

    assert affected_nodes(graph, [DECODES]) == {DECODES, "silver_files", "counted"}
    assert "silver_a" in affected_nodes(graph, ["bronze_a", DECODES])
