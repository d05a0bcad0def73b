import json

import pytest

from tests.engines.lake_project import LakeProject

FROM_SEED = "select * from {{ ref('arrived') }}"


def arrive(project: LakeProject, text: str) -> None:
    project.write("seeds/arrived.csv", text)


def test_merge_updates_and_inserts(project: LakeProject) -> None:
    project.model(
        "kept",
        FROM_SEED,
        materialized="incremental",
        incremental_strategy="merge",
        unique_key=["person", "number"],
    )
    arrive(project, "person,number,note\na,1,old\nb,1,old\n")
    project.dbt("build")
    arrive(project, "person,number,note\nb,1,new\nb,2,new\n")

    project.dbt("build")

    assert [tuple(row.values()) for row in project.rows("silver.kept")] == [
        ("a", 1, "old"),
        ("b", 1, "new"),
        ("b", 2, "new"),
    ]


def test_merge_respects_its_columns_and_predicates(project: LakeProject) -> None:
    project.model(
        "kept",
        FROM_SEED,
        materialized="incremental",
        incremental_strategy="merge",
        unique_key="id",
        merge_exclude_columns=["note"],
        incremental_predicates=["DBT_INTERNAL_DEST.id < 2"],
    )
    arrive(project, "id,note,amount\n1,old,1\n2,old,1\n")
    project.dbt("build")
    arrive(project, "id,note,amount\n1,new,9\n")

    project.dbt("build")

    assert project.rows("silver.kept")[0] == {"id": 1, "note": "old", "amount": 9}


def test_append_adds_rows_by_column_name(project: LakeProject) -> None:
    project.model("kept", FROM_SEED, materialized="incremental")
    arrive(project, "a,b\n1,x\n")
    project.dbt("build")
    arrive(project, "b,a\ny,2\n")

    project.dbt("build")

    assert project.rows("silver.kept") == [{"a": 1, "b": "x"}, {"a": 2, "b": "y"}]


def test_a_new_column_is_appended(project: LakeProject) -> None:
    project.model(
        "kept",
        FROM_SEED,
        materialized="incremental",
        incremental_strategy="merge",
        unique_key="id",
        on_schema_change="append_new_columns",
        partition_by="part",
    )
    arrive(project, "part,id\np,1\n")
    project.dbt("build")
    arrive(project, "part,id,amount,note\np,2,1.5,new\n")

    project.dbt("build")
    project.dbt("build", "--select", "kept")

    assert project.rows("silver.kept") == [
        {"part": "p", "id": 1, "amount": None, "note": None},
        {"part": "p", "id": 2, "amount": 1.5, "note": "new"},
    ]


@pytest.mark.parametrize("strategy", ["append", "merge"])
def test_a_column_that_the_model_no_longer_has_stays(project: LakeProject, strategy: str) -> None:
    project.model(
        "kept",
        FROM_SEED,
        materialized="incremental",
        incremental_strategy=strategy,
        unique_key="id",
        on_schema_change="append_new_columns",
    )
    arrive(project, "id,old\n1,x\n")
    project.dbt("build")
    arrive(project, "id,new\n2,y\n")

    project.dbt("build")

    assert project.rows("silver.kept") == [
        {"id": 1, "old": "x", "new": None},
        {"id": 2, "old": None, "new": "y"},
    ]


def test_synchronised_columns_are_added_and_never_dropped(project: LakeProject) -> None:
    project.model(
        "kept", FROM_SEED, materialized="incremental", on_schema_change="sync_all_columns"
    )
    arrive(project, "a\n1\n")
    project.dbt("build")
    arrive(project, "a,b\n2,x\n")
    project.dbt("build")
    arrive(project, "b\ny\n")

    outcome = project.try_dbt("build")

    assert "silver.kept has columns that its model lacks: a." in outcome.text
    assert project.rows("silver.kept") == [{"a": 1, "b": None}, {"a": 2, "b": "x"}]


def test_a_changed_type_is_refused_with_the_remedy(project: LakeProject) -> None:
    project.model(
        "kept", FROM_SEED, materialized="incremental", on_schema_change="sync_all_columns"
    )
    arrive(project, "a\n1\n")
    project.dbt("build")
    arrive(project, "a\nx\n")

    assert "run the model with --full-refresh" in project.try_dbt("build").text
    project.dbt("build", "--full-refresh")
    assert project.rows("silver.kept") == [{"a": "x"}]


def test_a_null_in_a_merge_is_refused(project: LakeProject) -> None:
    project.model(
        "kept",
        "select cast(id as bigint) as id from {{ ref('arrived') }}",
        materialized="incremental",
        incremental_strategy="merge",
        unique_key="id",
        on_schema_change="fail",
    )
    column = {"name": "id", "data_type": "bigint", "constraints": [{"type": "not_null"}]}
    model = {"name": "kept", "config": {"contract": {"enforced": True}}, "columns": [column]}
    project.write("models/kept.yml", json.dumps({"models": [model]}))
    arrive(project, "id,b\n1,x\n")
    project.dbt("build")
    arrive(project, "id,b\n,x\n")

    assert "silver.kept: the column id must not be null" in project.try_dbt("build").text
    assert project.rows("silver.kept") == [{"id": 1}]


def test_an_unknown_strategy_is_refused(project: LakeProject) -> None:
    project.model(
        "kept", "select 1 as a", materialized="incremental", incremental_strategy="insert_overwrite"
    )

    assert "'insert_overwrite' is not valid" in project.try_dbt("run").text


# What a project's own materialization needs of the adapter: relations are known right after they
# are created, have columns, and take any statement.
MONTHS = """
{% materialization months, adapter='lake' %}
    {%- set target_relation = this.incorporate(type='table') -%}
    {%- if load_cached_relation(this) is none -%}
        {%- do run_query(
            'create table ' ~ this ~ ' (id bigint not null, event_month string) '
            ~ file_format_clause() ~ ' partitioned by (event_month) ' ~ location_clause()
        ) -%}
        {%- do adapter.cache_added(target_relation) -%}
    {%- endif -%}
    {%- set relation = adapter.get_relation(none, this.schema, this.identifier) -%}
    {%- set columns = adapter.get_columns_in_relation(relation) | map(attribute='name') -%}
    {%- call statement('main') -%}
        insert into {{ relation }} replace where event_month in ('{{ var("month") }}')
        select {{ columns | join(', ') }} from ({{ not_null_safe(compiled_code) }}) as months
    {%- endcall -%}
    {{ return({'relations': [target_relation]}) }}
{% endmaterialization %}
"""


def test_months_are_replaced_whole(project: LakeProject) -> None:
    project.write("macros/months.sql", MONTHS)
    project.model(
        "monthly",
        """
        select event_month, id from {{ ref('arrived') }}
        where event_month = '{{ var("month") }}' and id is not null
        """,
        materialized="months",
    )
    arrive(project, "id,event_month\n1,2026-01\n2,2026-01\n")
    project.dbt("build", "--vars", "{month: 2026-01}")
    arrive(project, "id,event_month\n3,2026-02\n9,2026-01\n,2026-01\n")
    project.dbt("build", "--vars", "{month: 2026-02}")

    project.dbt("build", "--vars", "{month: 2026-01}")

    assert project.rows("silver.monthly") == [
        {"id": 3, "event_month": "2026-02"},
        {"id": 9, "event_month": "2026-01"},
    ]
    assert project.delta("silver.monthly").version() == 3
