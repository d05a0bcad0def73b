import json
import threading
from typing import Any

import pytest
from deltalake import DeltaTable

from tests.engines.lake_project import LakeProject


def contract(project: LakeProject, model: str, *columns: dict[str, Any]) -> None:
    described = {"name": model, "config": {"contract": {"enforced": True}}, "columns": columns}
    project.write(f"models/{model}.yml", json.dumps({"models": [described]}))


REQUIRED = {"constraints": [{"type": "not_null"}]}


def test_a_reader_sees_the_old_rows_or_the_new_ones(project: LakeProject) -> None:
    project.model("things", "select {{ var('run') }} as run, id from range(100000)")
    project.dbt("run", "--vars", "{run: 0}")
    seen: set[tuple[int, int, int]] = set()
    is_done = threading.Event()

    def read() -> None:
        while not is_done.is_set():
            runs = project.delta("silver.things").to_pyarrow_table()["run"].to_pylist()
            seen.add((len(runs), min(runs), max(runs)))

    reader = threading.Thread(target=read)
    reader.start()
    for run in (1, 2, 3):
        project.dbt("run", "--vars", f"{{run: {run}}}")
    is_done.set()
    reader.join()

    assert (100_000, 0, 0) in seen
    assert all(count == 100_000 and first == last for count, first, last in seen)
    assert project.delta("silver.things").version() == 4  # created, and filled four times


def test_other_columns_keep_the_log(project: LakeProject) -> None:
    project.model("things", "select 1 as a, 'x' as part")
    project.dbt("run")
    project.model("things", "select '1' as a, 'x' as part, true as b", partition_by="part")

    project.dbt("run")

    table = project.delta("silver.things")
    assert project.rows("silver.things") == [{"a": "1", "part": "x", "b": True}]
    assert table.metadata().partition_columns == ["part"]
    assert table.version() == 3
    old = DeltaTable(project.lake / "silver/things", version=1).to_pyarrow_table()
    assert old.to_pylist() == [{"a": 1, "part": "x"}]


def test_a_table_without_rows_becomes_empty_and_stays_attached(project: LakeProject) -> None:
    project.model("things", "select id from range({{ var('n') }})")
    project.model("gold/count", "select count(*) as n from {{ ref('things') }}")
    project.dbt("run", "--vars", "{n: 2}")
    project.dbt("run", "--vars", "{n: 0}")

    project.dbt("run", "--select", "gold", "--vars", "{n: 0}")

    assert project.rows("silver.things") == []
    assert project.rows("gold.count") == [{"n": 0}]


def test_a_null_in_a_required_column_is_refused_by_table_and_column(project: LakeProject) -> None:
    project.model("things", "select cast({{ var('id') }} as bigint) as id")
    contract(project, "things", {"name": "id", "data_type": "bigint", **REQUIRED})
    project.dbt("run", "--vars", "{id: 1}")

    outcome = project.try_dbt("run", "--vars", "{id: 'null'}")

    assert not outcome.success
    assert "silver.things: the column id must not be null" in outcome.text
    assert project.rows("silver.things") == [{"id": 1}]


def test_filtered_nulls_are_no_nulls(project: LakeProject) -> None:
    project.model(
        "things",
        """
        select id from (select cast(null as bigint) as id union all select 1L as id) as all_things
        where id is not null -- the filter must not reach the engine's check
        """,
    )
    contract(project, "things", {"name": "id", "data_type": "bigint", **REQUIRED})

    project.dbt("run")

    assert project.rows("silver.things") == [{"id": 1}]
    assert not project.delta("silver.things").schema().fields[0].nullable


def test_check_constraints_are_enforced_in_every_process(project: LakeProject) -> None:
    project.model("things", "select cast({{ var('amount') }} as bigint) as amount")
    positive = {"type": "check", "name": "positive", "expression": "amount > 0"}
    column = {"name": "amount", "data_type": "bigint", "constraints": [positive]}
    contract(project, "things", column)
    project.dbt("run", "--vars", "{amount: 1}")

    outcome = project.try_dbt("run", "--vars", "{amount: -1}")

    assert "silver.things: a row breaks the check constraint positive (amount > 0)" in outcome.text
    assert project.rows("silver.things") == [{"amount": 1}]
    properties = project.delta("silver.things").metadata().configuration
    assert properties["delta.constraints.positive"] == "amount > 0"


def test_a_changed_constraint_changes_the_table(project: LakeProject) -> None:
    project.model("things", "select 1L as id")
    contract(project, "things", {"name": "id", "data_type": "bigint"})
    project.dbt("run")
    contract(project, "things", {"name": "id", "data_type": "bigint", **REQUIRED})

    project.dbt("run")

    assert not project.delta("silver.things").schema().fields[0].nullable


@pytest.mark.parametrize(
    ("column", "told"),
    [
        ({"name": "id", "data_type": "string"}, "data type mismatch"),
        ({"name": "number", "data_type": "bigint"}, "missing in definition"),
    ],
)
def test_a_query_that_breaks_its_contract_is_a_compile_error(
    project: LakeProject, column: dict[str, Any], told: str
) -> None:
    project.model("things", "select 1L as id")
    contract(project, "things", column)

    outcome = project.try_dbt("run")

    assert "This model has an enforced contract that failed." in outcome.text
    assert told in outcome.text
    assert not (project.lake / "silver/things").exists()


def test_a_view_is_refused_with_the_remedy(project: LakeProject) -> None:
    project.model("seen", "select 1 as a", materialized="view")

    assert "Configure `materialized: table`, or `ephemeral`" in project.try_dbt("run").text


def test_a_column_of_nulls_without_a_type_is_refused_with_the_remedy(project: LakeProject) -> None:
    project.model("things", "select 1 as a, null as b")

    assert "Write `cast(null as <type>) as b`" in project.try_dbt("run").text


def test_comments_and_table_properties_do_no_harm(project: LakeProject) -> None:
    project.model(
        "things",
        "select 1 as a",
        persist_docs={"relation": True, "columns": True},
        tblproperties={"owner": "it's me"},
    )
    described = {"name": "things", "description": "it's", "columns": [{"name": "a"}]}
    project.write("models/things.yml", json.dumps({"models": [described]}))

    project.dbt("run")

    assert project.delta("silver.things").metadata().configuration == {"owner": "it's me"}


def test_a_location_root_is_respected(project: LakeProject) -> None:
    project.model("things", "select 1 as a", location_root=f"{project.lake}/elsewhere")

    project.dbt("run")

    assert project.rows("elsewhere.things") == [{"a": 1}]


def test_an_engine_error_is_told_without_noise(project: LakeProject) -> None:
    project.model("things", "select no_such_column from (select 1 as a) as x")

    outcome = project.try_dbt("run")

    assert "no_such_column" in outcome.text
    assert "error in DataFusion" not in outcome.text
    assert "Traceback" not in outcome.text


@pytest.mark.parametrize("name", ["My Documents", "Haus Müller", "50% & #1"])
def test_a_lake_may_lie_in_a_folder_of_any_name(project: LakeProject, name: str) -> None:
    project.use_lake(project.lake.parent / name / "lake")
    project.write("seeds/things.csv", "id\n1\n")
    project.model("more", "select id + 1 as id from {{ ref('things') }}")

    project.dbt("build")
    project.dbt("build")

    table = DeltaTable(project.lake.parent / name / "lake" / "silver" / "more")
    assert table.to_pyarrow_table().to_pylist() == [{"id": 2}]
