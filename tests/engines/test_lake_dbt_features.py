import json
import shutil
from datetime import UTC, date, datetime
from decimal import Decimal

from tests.engines.lake_project import LakeProject

SNAPSHOT = {
    "name": "people_history",
    "relation": "ref('people')",
    "config": {"schema": "silver", "unique_key": "id"},
}


def snapshot(project: LakeProject, **config: object) -> None:
    described = {**SNAPSHOT, "config": {**SNAPSHOT["config"], **config}}  # type: ignore[dict-item]
    project.write("snapshots/people_history.yml", json.dumps({"snapshots": [described]}))


def test_a_snapshot_keeps_three_days(project: LakeProject) -> None:
    snapshot(project, strategy="timestamp", updated_at="seen_at", hard_deletes="invalidate")
    project.write(
        "seeds/people.yml",
        json.dumps(
            {"seeds": [{"name": "people", "config": {"column_types": {"seen_at": "timestamp"}}}]}
        ),
    )
    for day, rows in {1: "1,Ann\n2,Bo\n", 2: "1,Anna\n2,Bo\n", 3: "1,Anne\n2,Bo\n"}.items():
        lines = "".join(f"{row},2026-01-0{day} 06:00:00\n" for row in rows.splitlines())
        project.write("seeds/people.csv", f"id,name,seen_at\n{lines}")
        project.dbt("build")

    kept = [
        (row["name"], row["dbt_valid_from"].day, row["dbt_valid_to"] and row["dbt_valid_to"].day)
        for row in project.rows("silver.people_history")
        if row["id"] == 1
    ]

    assert sorted(kept) == [("Ann", 1, 2), ("Anna", 2, 3), ("Anne", 3, None)]


def test_a_snapshot_by_checked_columns_takes_new_columns_and_ends_deleted_rows(
    project: LakeProject,
) -> None:
    snapshot(project, strategy="check", check_cols="all", hard_deletes="invalidate")
    project.write("seeds/people.csv", "id,name\n1,Ann\n2,Bo\n")
    project.dbt("build")
    project.write("seeds/people.csv", "id,name,room\n1,Ann,attic\n")

    project.dbt("build")
    project.dbt("build")

    rows = project.rows("silver.people_history")
    kept = [(row["id"], row["room"], row["dbt_valid_to"] is None) for row in rows]
    assert sorted(kept, key=str) == [(1, "attic", True), (1, None, False), (2, None, False)]


def test_seeds_have_their_types_and_any_text(project: LakeProject) -> None:
    project.write(
        "seeds/prices.csv",
        "id,label,price,since,at,note\n1,O'Brien \\ 50%,1.10,2026-01-01,2026-01-01 06:30:00,\n",
    )
    project.write(
        "seeds/prices.yml",
        json.dumps(
            {
                "seeds": [
                    {
                        "name": "prices",
                        "config": {"column_types": {"price": "DECIMAL(18, 4)", "note": "string"}},
                    }
                ]
            }
        ),
    )

    project.dbt("seed")

    assert project.rows("reference.prices") == [
        {
            "id": 1,
            "label": "O'Brien \\ 50%",
            "price": Decimal("1.1000"),
            "since": date(2026, 1, 1),
            "at": datetime(2026, 1, 1, 6, 30, tzinfo=UTC),
            "note": None,
        }
    ]


def test_a_seed_is_replaced_in_one_commit_and_takes_a_changed_column(project: LakeProject) -> None:
    versions = []
    for text in ("a\n1\n2\n", "a\n3\n", "a,b\n4,x\n", "a,b\n"):
        project.write("seeds/things.csv", text)
        project.dbt("seed")
        versions.append(project.delta("reference.things").version())
        assert len(project.rows("reference.things")) == text.count("\n") - 1

    # Created and filled, overwritten, created anew and filled, ...
    assert versions[:3] == [1, 2, 4]


def test_unit_tests_run(project: LakeProject) -> None:
    project.model(
        "readings", "select 'a' as meter, 1.5 as amount, timestamp'2026-01-01' as read_at"
    )
    project.model(
        "sums",
        "select meter, sum(amount) as amount, max(read_at) as last_read_at"
        " from {{ ref('readings') }} group by meter",
    )
    given = {
        "input": "ref('readings')",
        "rows": [
            {"meter": "a", "amount": 1, "read_at": "2026-01-01 00:00:00"},
            {"meter": "a", "amount": 2, "read_at": "2026-01-02 00:00:00"},
        ],
    }
    row = {"meter": "a", "amount": 3, "last_read_at": "2026-01-02 00:00:00"}
    tests = [
        {"name": f"sums_{name}", "model": "sums", "given": [given], "expect": {"rows": [expected]}}
        for name, expected in {"right": row, "wrong": {**row, "amount": 4}}.items()
    ]
    project.write("models/sums.yml", json.dumps({"unit_tests": tests}))
    project.dbt("run")

    assert project.dbt("test", "--select", "sums_right").success
    assert "actual differs from expected" in project.try_dbt("test", "--select", "sums_wrong").text


def test_rows_of_a_unit_test_may_leave_columns_out_and_hold_quotes_and_lists(
    project: LakeProject,
) -> None:
    project.model("things", "select 1 as id, 'a' as `Label`, array('x') as marks, 1.5D as size")
    project.model("marked", "select id, label, marks from {{ ref('things') }} where size is null")
    rows = [
        {"id": 1, "Label": "O'Brien", "marks": "array('x', 'y')"},
        {"label": "no id", "marks": None},
    ]
    given = [{"input": "ref('things')", "rows": rows}]
    nothing = [{"input": "ref('things')", "rows": [{"id": 1, "size": 2}]}]
    unknown = [{"input": "ref('things')", "rows": [{"colour": "red"}]}]
    tests = [
        {"name": "as_given", "model": "marked", "given": given, "expect": {"rows": rows}},
        {"name": "no_row", "model": "marked", "given": nothing, "expect": {"rows": []}},
        {"name": "unknown", "model": "marked", "given": unknown, "expect": {"rows": []}},
    ]
    project.write("models/marked.yml", json.dumps({"unit_tests": tests}))
    project.dbt("run")

    assert project.dbt("test", "--select", "as_given", "no_row").success
    failed = project.try_dbt("test", "--select", "unknown").text
    assert "Invalid column name: 'colour' in unit test fixture for 'things'" in failed


def test_failures_are_stored_and_replaced(project: LakeProject) -> None:
    project.model("things", "select id from range({{ var('n') }})")
    project.write(
        "tests/assert_few_things.sql",
        "{{ config(store_failures=true) }} select * from {{ ref('things') }} where id > 1",
    )
    project.try_dbt("build", "--vars", "{n: 4}")
    assert project.rows("test_failures.assert_few_things") == [{"id": 2}, {"id": 3}]

    project.dbt("build", "--vars", "{n: 1}")

    assert project.rows("test_failures.assert_few_things") == []


def test_show_prints_rows(project: LakeProject) -> None:
    project.model("things", "select 1 as id, timestamp'2026-07-01 12:00:00' as seen_at")
    project.dbt("run")

    shown = project.dbt("show", "--inline", "select * from {{ ref('things') }}")

    assert "|  1 | 2026-07-01 12:00:00 |" in shown.text


def test_the_docs_have_all_columns_of_all_tables(project: LakeProject) -> None:
    project.write("seeds/people.csv", "id,name\n1,Ann\n")
    project.write(
        "models/sources.yml",
        json.dumps(
            {"sources": [{"name": "bronze", "schema": "bronze", "tables": [{"name": "files"}]}]}
        ),
    )
    files = project.lake / "bronze/files"
    files.mkdir(parents=True)
    columns = [{"name": "path", "type": "string"}, {"name": "size", "type": "bigint"}]
    (files / "_schema.json").write_text(json.dumps({"columns": columns}))
    project.model("gold/people", "select *, array(struct(id)) as ids from {{ ref('people') }}")
    project.model("gold/paths", "select path from {{ source('bronze', 'files') }}")
    project.dbt("build")

    project.dbt("docs", "generate")

    assert project.catalog() == {
        "reference.people": {"id": "bigint", "name": "string"},
        "gold.people": {"id": "bigint", "name": "string", "ids": "array<struct<id:bigint>>"},
        "gold.paths": {"path": "string"},
    }
    sources = json.loads((project.directory / "target/catalog.json").read_text())["sources"]
    assert [list(node["columns"]) for node in sources.values()] == [["path", "size"]]


def test_the_connection_can_be_debugged(project: LakeProject) -> None:
    project.model("one", "select 1 as a")

    shown = project.dbt("debug").text

    assert f"path: {project.lake}" in shown
    assert "Connection test: [OK connection ok]" in shown


def test_a_plain_table_of_a_hook_is_there_in_the_next_process(project: LakeProject) -> None:
    project.model("one", "select 1 as a", pre_hook="create table silver.noted (b int)")
    project.dbt("run")
    project.model("one", "select 1 as a", pre_hook="insert into silver.noted values (2)")

    project.dbt("run")

    assert project.rows("silver.noted") == [{"b": 2}]


def test_an_empty_schema_is_there_in_the_next_process(project: LakeProject) -> None:
    project.write(
        "macros/make.sql",
        "{% macro make() %}{% do adapter.create_schema(api.Relation.create(schema='a')) %}"
        "{% endmacro %}",
    )
    project.dbt("run-operation", "make")
    project.model("one", "select 1 as b", pre_hook="create table a.noted (b int)")

    project.dbt("run")

    assert project.rows("a.noted") == []


def test_cloning_is_refused_with_the_remedy(project: LakeProject) -> None:
    project.model("one", "select 1 as a")
    project.dbt("run")
    state = project.directory / "state"
    shutil.copytree(project.directory / "target", state)

    outcome = project.try_dbt("clone", "--state", str(state), "--full-refresh")

    assert "one cannot be cloned" in outcome.text
    assert "Copy the folder of the table" in outcome.text
