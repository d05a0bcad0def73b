"""A table is left alone where it would be computed from the same, and only there."""

import json
import shutil
from pathlib import Path

import pytest
from deltalake import write_deltalake

from dbt.adapters.lake.built_from import DOCUMENT, FOLDER, BuiltFrom, read_built_from
from dbt.adapters.lake.reading import tables_read
from tests.engines.lake_project import LakeProject

TABLES = ("reference.codes", "silver.base", "silver.few", "gold.top")


@pytest.fixture
def built(project: LakeProject) -> LakeProject:
    """A seed, a table, one that takes a part of it, and one that reads all of them."""
    project.write("seeds/codes.csv", "id,name\n1,a\n2,b\n")
    project.model("base", "select id, array(id) as ids from range({{ var('n', 2) }})")
    project.model(
        "between", "select id from {{ ref('base') }} where id < 1", materialized="ephemeral"
    )
    project.model("few", "select id from {{ ref('between') }}")
    project.model(
        "gold/top",
        "select few.id, codes.name from {{ ref('few') }} as few"
        " left join {{ ref('codes') }} as codes on few.id = codes.id",
    )
    project.dbt("build")
    return project


def versions(project: LakeProject) -> dict[str, int]:
    return {table: project.delta(table).version() for table in TABLES}


def written(project: LakeProject, before: dict[str, int]) -> set[str]:
    return {name for name, version in versions(project).items() if version != before[name]}


def test_nothing_is_written_where_nothing_changed(built: LakeProject) -> None:
    before = versions(built)

    built.dbt("build")

    assert written(built, before) == set()


def test_what_reads_equal_rows_is_left_alone_and_what_reads_others_is_not(
    built: LakeProject,
) -> None:
    before = versions(built)
    built.dbt("build", "--vars", "{n: 3}")
    assert written(built, before) == {"silver.base", "silver.few"}

    before = versions(built)
    built.dbt("build", "--vars", "{n: 0}")
    assert written(built, before) == {"silver.base", "silver.few", "gold.top"}
    assert built.rows("gold.top") == []


def test_a_changed_query_seed_or_contract_is_built(built: LakeProject) -> None:
    before = versions(built)
    built.model("few", "select id + 1 as id from {{ ref('base') }} where id < 1")
    built.write("seeds/codes.csv", "id,name\n1,z\n2,b\n")
    built.dbt("build")
    assert written(built, before) == {"reference.codes", "silver.few", "gold.top"}
    assert built.rows("gold.top") == [{"id": 1, "name": "z"}]

    before = versions(built)
    column = {"name": "id", "data_type": "bigint", "constraints": [{"type": "not_null"}]}
    contract = {"name": "few", "config": {"contract": {"enforced": True}}, "columns": [column]}
    built.write("models/few.yml", json.dumps({"models": [contract]}))
    built.dbt("build")
    assert written(built, before) == {"silver.few"}


def test_a_full_refresh_builds_everything(built: LakeProject) -> None:
    before = versions(built)

    built.dbt("build", "--full-refresh")

    assert written(built, before) == set(TABLES)


def test_what_a_killed_process_wrote_is_built_again(built: LakeProject) -> None:
    # It commits other rows, and dies before it leaves what it built them from.
    document = built.lake / FOLDER / DOCUMENT
    kept = document.read_text()
    built.dbt("run", "--select", "base", "--vars", "{n: 0}")
    document.write_text(kept)
    before = versions(built)

    built.dbt("build")

    assert "silver.base" in written(built, before)
    assert [row["id"] for row in built.rows("silver.base")] == [0, 1]


@pytest.mark.parametrize("text", [None, "", "{", "[]", '{"tables": {"silver.base": 1}}'])
def test_a_lake_need_not_say_what_it_was_built_from(tmp_path: Path, text: str | None) -> None:
    if text is not None:
        (tmp_path / FOLDER).mkdir()
        (tmp_path / FOLDER / DOCUMENT).write_text(text)

    assert read_built_from(str(tmp_path)) == BuiltFrom(str(tmp_path))


def test_what_another_writer_changed_or_took_away_is_built_again(built: LakeProject) -> None:
    table = built.delta("silver.few")
    write_deltalake(table, table.to_pyarrow_table(), mode="append")
    shutil.rmtree(built.lake / "silver/base")

    built.dbt("build")

    assert built.rows("silver.few") == [{"id": 0}]
    assert len(built.rows("silver.base")) == 2


def test_a_table_put_back_from_elsewhere_is_built_again(built: LakeProject, tmp_path: Path) -> None:
    # Of the same version, with other rows.
    built.use_lake(tmp_path / "other")
    built.dbt("build", "--vars", "{n: 0}")
    shutil.rmtree(built.lake / "silver/few")
    shutil.copytree(tmp_path / "other/silver/few", built.lake / "silver/few")
    built.use_lake(built.lake)

    built.dbt("build")

    assert built.rows("silver.few") == [{"id": 0}]


def test_files_without_a_log_are_looked_at(built: LakeProject) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    folder = built.lake / "bronze/records"
    folder.mkdir(parents=True)
    (folder / "_schema.json").write_text('{"columns": [{"name": "id", "type": "bigint"}]}')
    pq.write_table(pa.table({"id": [1]}), folder / "a.parquet")
    built.model("few", "select id from bronze.records")
    built.dbt("build")
    before = versions(built)
    built.dbt("build")
    assert written(built, before) == set()

    pq.write_table(pa.table({"id": [2]}), folder / "b.parquet")
    built.dbt("build")

    assert written(built, before) == {"silver.few", "gold.top"}
    assert built.rows("silver.few") == [{"id": 1}, {"id": 2}]


def test_what_reads_a_clock_and_what_has_hooks_is_always_built(built: LakeProject) -> None:
    built.model("few", "select id, current_date() as today from {{ ref('base') }}")
    built.model("gold/top", "select 1 as id", post_hook="select 1")
    built.dbt("build")
    before = versions(built)

    built.dbt("build")

    assert written(built, before) == {"silver.few", "gold.top"}


def test_a_check_is_asked_again_when_its_table_changed(built: LakeProject) -> None:
    test = "models: [{name: few, columns: [{name: id, data_tests: [unique]}]}]"
    built.write("models/few.yml", test)
    built.dbt("build")
    table = built.delta("silver.few")
    write_deltalake(table, table.to_pyarrow_table(), mode="append")

    assert not built.try_dbt("test").success
    # What failed is asked each time.
    assert not built.try_dbt("test").success
    built.dbt("build")
    assert "SAME INPUTS" in built.messages()["unique_few_id"]
    built.dbt("test", "--store-failures")
    assert "SAME INPUTS" not in built.messages()["unique_few_id"]


@pytest.mark.parametrize(
    "query",
    [
        "select now() as at",
        "select id from silver.base where day = current_date",
        "select rand() as chance from silver.base",
        "select * from parquet.`/elsewhere`",
        "select * from view_of_a_hook",
        "with a as (select 1 as x) select * from a inner join b on a.x = b.x",
    ],
)
def test_a_query_whose_answer_its_text_does_not_tell_is_always_asked(query: str) -> None:
    assert tables_read(query) is None


def test_tables_are_read_from_a_query_and_not_from_its_texts_and_comments() -> None:
    query = """
        with a as (select x.id from `silver`.`base` as x /* from now() */)
        select 'it''s from now()' as said, unix_timestamp(a.at) as t -- from rand()
        from a cross join Gold.Top
    """
    found = tables_read(query)
    assert found is not None
    assert found >= {("silver", "base"), ("gold", "top")}
    assert {schema for schema, _ in found} == {"silver", "gold", "x", "a"}
