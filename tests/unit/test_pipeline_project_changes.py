"""What the merge-request report says of models, by two manifests of dbt."""

from typing import Any

from deployment.gitlab.project_changes import (
    Changed,
    gold_tables,
    key_of,
    project_change,
    shown_columns,
)

Json = dict[str, Any]


def node(name: str, query: str = "select 1", **more: Any) -> Json:
    kept = {
        "resource_type": "model",
        "name": name,
        "alias": name,
        "schema": "gold",
        "tags": [],
        "checksum": {"checksum": query},
        "unrendered_config": {},
        "config": {"materialized": "table", "meta": {"is_personal": True}},
        "columns": {},
        "description": "",
    }
    return kept | more


def manifest(reads: dict[str, list[str]], **nodes: Json) -> Json:
    """Return a manifest of models by their names; `reads` maps a name to its readers' ids."""
    return {
        "nodes": {f"model.daybook.{name}": one for name, one in nodes.items()},
        "child_map": {f"model.daybook.{name}": ids for name, ids in reads.items()},
        "exposures": {"exposure.daybook.page": {"name": "page", "label": "Page"}},
    }


READS = {"a": ["model.daybook.b", "test.daybook.t"], "b": ["exposure.daybook.page"]}


def test_readers_and_exposures_of_a_changed_model_are_touched() -> None:
    before = manifest(READS, a=node("a"), b=node("b"), c=node("c"))
    after = manifest(READS, a=node("a", "select 2"), b=node("b"), c=node("c"))

    change = project_change(before, after, ["model.daybook.a"])

    assert change.changed == (Changed("model.daybook.a", "query"),)
    assert change.downstream == ("model.daybook.b",)
    assert change.exposures == ("exposure.daybook.page",)


def test_a_removed_model_touches_what_read_it() -> None:
    before = manifest(READS, a=node("a"), b=node("b"))
    after = manifest({"b": READS["b"]}, b=node("b", "select 2"))

    change = project_change(before, after, ["model.daybook.b"])

    assert Changed("model.daybook.a", "removed") in change.changed
    assert change.downstream == ()
    assert change.exposures == ("exposure.daybook.page",)


def test_what_changed_of_a_model_is_said() -> None:
    column = {"day": {"name": "day", "data_type": "date", "description": ""}}
    before = manifest({}, a=node("a"), b=node("b"), c=node("c"))
    after = manifest(
        {},
        a=node("a", columns=column, description="New words."),
        b=node("b", unrendered_config={"materialized": "months"}),
        c=node("c"),
        d=node("d"),
    )

    change = project_change(before, after, [f"model.daybook.{name}" for name in "abcd"])

    assert [one.what for one in change.changed] == [
        "columns, description",
        "configuration",
        "a macro or property that it uses",
        "new",
    ]


def test_tables_that_tell_of_runs_are_not_compared() -> None:
    reads = {"runs": ["model.daybook.scores"]}
    runs = node("runs", schema="silver", tags=["run_history"])
    inlined = node("tiles", config={"materialized": "ephemeral"})

    found = gold_tables(manifest(reads, runs=runs, scores=node("scores"), b=node("b"), t=inlined))

    assert found == {"b": "model.daybook.b"}


def test_the_key_is_what_a_test_says() -> None:
    tests = {
        "test.daybook.k": {
            "resource_type": "test",
            "attached_node": "model.daybook.a",
            "test_metadata": {"name": "unique_key", "kwargs": {"columns": ["day", "room"]}},
        },
        "test.daybook.f": {"resource_type": "test", "attached_node": "model.daybook.b"},
    }
    project = manifest({}, a=node("a"), b=node("b"))
    project["nodes"] |= tests

    assert key_of(project, "model.daybook.a") == ("day", "room")
    assert key_of(project, "model.daybook.b") == ()


def test_of_a_personal_table_only_days_and_truth_values_are_shown() -> None:
    columns = {
        "day": {"data_type": "date"},
        "person_id": {"data_type": "string"},
        "is_complete": {"data_type": "boolean"},
        "commodity": {"data_type": "string", "config": {"meta": {"is_personal": False}}},
    }
    personal = node("a", columns=columns)
    silent = node("a", columns=columns, config={"materialized": "table"})

    assert shown_columns(personal) == ("day", "is_complete", "commodity")
    assert shown_columns(silent) == ("day", "is_complete", "commodity")


def test_of_any_other_table_all_but_its_personal_columns_are_shown() -> None:
    columns = {
        "table_name": {"data_type": "string"},
        "account_id": {"data_type": "string", "meta": {"is_personal": True}},
        "born_date": {"data_type": "date", "meta": {"is_personal": True}},
    }
    config = {"materialized": "table", "meta": {"is_personal": False}}

    assert shown_columns(node("a", columns=columns, config=config)) == ("table_name",)
