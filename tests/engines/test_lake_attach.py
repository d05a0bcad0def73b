import json
import subprocess
import sys
import time
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake
from pyarrow import parquet

from dbt.adapters.lake.attach import attach_lake
from dbt.adapters.lake.connections import LakeCredentials
from dbt.adapters.lake.server import new_session
from tests.engines.lake_project import LakeProject


def test_a_new_process_sees_types_constraints_and_partitions(project: LakeProject) -> None:
    project.model(
        "things",
        """
        select
            'p' as part,
            1L as id,
            cast(1.5 as decimal(18, 2)) as amount,
            timestamp'2026-03-29 01:30:00' as observed_at,
            date'2026-03-29' as observed_date,
            true as is_good,
            array('a', 'b') as names,
            named_struct('x', 1, 'ys', array(1.5d)) as point,
            map('k', 2L) as counts
        """,
        partition_by=["part"],
        contract={"enforced": True},
    )
    types = {
        "part": "string",
        "id": "bigint",
        "amount": "decimal(18,2)",
        "observed_at": "timestamp",
        "observed_date": "date",
        "is_good": "boolean",
        "names": "array<string>",
        "point": "struct<x:int,ys:array<double>>",
        "counts": "map<string,bigint>",
    }
    columns = [{"name": name, "data_type": kind} for name, kind in types.items()]
    columns[1]["constraints"] = [{"type": "not_null"}]  # type: ignore[assignment]
    project.write(
        "models/things.yml",
        json.dumps({"models": [{"name": "things", "columns": columns}]}),
    )
    project.model(
        "gold/points",
        """
        select
            part, id, amount, observed_at,
            names[0] as first_name, point.ys[0] as y, counts['k'] as k
        from {{ ref('things') }} where part = 'p'
        """,
    )
    project.fresh_dbt("run", "--select", "things")

    project.fresh_dbt("run", "--select", "gold")
    project.dbt("docs", "generate")
    project.dbt("run", "--select", "things", "--full-refresh")

    assert project.rows("gold.points") == [
        {
            "part": "p",
            "id": 1,
            "amount": Decimal("1.50"),
            "observed_at": datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
            "first_name": "a",
            "y": 1.5,
            "k": 2,
        },
    ]
    assert project.catalog()["silver.things"] == types
    assert project.delta("silver.things").metadata().partition_columns == ["part"]
    assert [f.name for f in project.delta("silver.things").schema().fields if not f.nullable] == [
        "id",
    ]
    # Attached with the same shape: overwritten, not created anew.
    assert [entry["operation"] for entry in project.delta("silver.things").history()] == [
        "WRITE",
        "WRITE",
        "CREATE OR REPLACE TABLE",
    ]


def test_nulls_are_refused_after_attaching(project: LakeProject) -> None:
    required = pa.schema([pa.field("id", pa.int64(), nullable=False), pa.field("v", pa.string())])
    write_deltalake(project.lake / "silver/things", pa.table({"id": [1], "v": ["a"]}, required))
    project.write(
        "macros/add.sql",
        """
        {% macro add(id) %}
            {% do run_query("insert into silver.things select " ~ id ~ " as id, 'b' as v") %}
        {% endmacro %}
        """,
    )

    refused = project.try_dbt("run-operation", "add", "--args", "{id: cast(null as bigint)}")
    project.dbt("run-operation", "add", "--args", "{id: 2}")

    assert "silver.things: the column id must not be null" in refused.text
    assert [row["id"] for row in project.rows("silver.things")] == [1, 2]


def test_external_parquet_tables_are_attached(project: LakeProject) -> None:
    table = project.lake / "bronze/bronze_bank__transactions"
    month = table / "event_month=2026-03"
    month.mkdir(parents=True)
    parquet.write_table(pa.table({"amount": ["1.00"]}), month / "a.parquet")
    columns = [{"name": "amount", "type": "string"}]
    schema = {"columns": columns, "partitioned_by": ["event_month"]}
    (table / "_schema.json").write_text(json.dumps(schema))
    project.model("amounts", "select * from bronze.bronze_bank__transactions")

    project.dbt("run")

    assert project.rows("silver.amounts") == [{"amount": "1.00", "event_month": "2026-03"}]


def test_an_empty_parquet_table_reads_as_no_rows(project: LakeProject) -> None:
    table = project.lake / "bronze/bronze_bank__balances"
    table.mkdir(parents=True)
    columns = [{"name": "amount", "type": "string"}, {"name": "event_month", "type": "string"}]
    schema = {"columns": columns, "partitioned_by": ["event_month"]}
    (table / "_schema.json").write_text(json.dumps(schema))
    project.model("balances", "select amount, event_month from bronze.bronze_bank__balances")

    project.dbt("run")

    assert project.rows("silver.balances") == []


def test_a_foreign_folder_gets_one_warning(project: LakeProject) -> None:
    photos = project.lake / "gold/photos"
    photos.mkdir(parents=True)
    (photos / "cat.jpg").touch()
    project.model("one", "select 1 as a")

    outcome = project.dbt("docs", "generate")  # it opens the lake twice

    (warning,) = outcome.warnings
    assert f"{photos} is no table (neither a _delta_log nor a _schema.json in it)" in warning
    assert "Move it out of the lake, or let its name start with a dot." in warning


def test_what_ingestion_keeps_and_hidden_folders_are_silent(project: LakeProject) -> None:
    for name in ("bronze/raw", "bronze/claims", "bronze/occurrences", "bronze/decodes", ".tmp/x"):
        (project.lake / name).mkdir(parents=True)
        (project.lake / name / "object").touch()
    (project.lake / "gold/.staging").mkdir(parents=True)
    project.model("one", "select 1 as a")

    assert project.dbt("run").warnings == ()


def test_an_unreadable_log_leaves_the_other_tables_usable(project: LakeProject) -> None:
    for name in ("broken", "sound"):
        write_deltalake(project.lake / "silver" / name, pa.table({"a": [1]}))
    (project.lake / "silver/broken/_delta_log/00000000000000000000.json").write_text("{broken")
    project.model("copied", "select a from silver.sound")

    outcome = project.dbt("run")

    assert len(outcome.warnings) == 1
    assert "silver.broken cannot be read and is left out: " in outcome.warnings[0]
    assert f"Move the folder {project.lake}/silver/broken out of the lake" in outcome.warnings[0]
    assert project.rows("silver.copied") == [{"a": 1}]


def test_a_broken_schema_file_leaves_the_other_tables_usable(project: LakeProject) -> None:
    broken = project.lake / "bronze/broken"
    broken.mkdir(parents=True)
    (broken / "_schema.json").write_text("{")
    project.model("one", "select 1 as a")

    assert "bronze.broken cannot be read" in project.dbt("run").warnings[0]


def test_a_column_added_by_another_writer_is_seen(project: LakeProject) -> None:
    things = project.lake / "silver/things"
    write_deltalake(things, pa.table({"a": [1]}))
    project.model("gold/copied", "select * from silver.things")
    project.dbt("run")
    more = pa.table({"a": [2], "b": ["new"]})
    write_deltalake(things, more, mode="append", schema_mode="merge")

    project.dbt("run")

    assert project.rows("gold.copied") == [{"a": 1, "b": None}, {"a": 2, "b": "new"}]


def test_sixty_tables_attach_in_well_under_a_second(tmp_path: Path) -> None:
    rows = pa.table({"part": ["p"], "a": [1], "b": [["x"]], "c": [Decimal("1.50")]})
    for number in range(60):
        write_deltalake(tmp_path / f"silver/table_{number}", rows, partition_by="part")
    spark = new_session()

    started = time.perf_counter()
    warnings = attach_lake(spark, str(tmp_path))
    seconds = time.perf_counter() - started

    assert warnings == ()
    assert spark.sql("show tables in silver").count() == 60
    spark.stop()
    assert seconds < 0.8


def test_parsing_and_listing_start_nothing(project: LakeProject) -> None:
    project.model("one", "select 1 as a")
    program = f"""
import sys
from dbt.cli.main import dbtRunner
for command in ("parse", "ls"):
    folders = ["--project-dir", "{project.directory}", "--profiles-dir", "{project.directory}"]
    assert dbtRunner().invoke([command, "--quiet", *folders]).success
print(sorted({{"pysail", "pyspark", "pandas", "deltalake"}} & set(sys.modules)))
"""

    run = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )

    assert run.stdout.splitlines()[-1] == "[]"
    assert not project.lake.exists()


def test_one_process_uses_several_lakes_one_after_another(
    project: LakeProject, tmp_path: Path
) -> None:
    project.model("one", "select 1 as a")
    project.model("gold/two", "select a from {{ ref('one') }}")
    for name in ("first", "second"):
        project.use_lake(tmp_path / name)
        project.dbt("run")
    project.use_lake(tmp_path / "first")

    project.dbt("run", "--select", "gold", "--full-refresh")

    assert DeltaTable(tmp_path / "first/gold/two").version() == 2
    assert DeltaTable(tmp_path / "second/gold/two").version() == 1


def test_a_relative_path_is_made_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)

    assert LakeCredentials(path="lake", schema="silver").path == str(tmp_path / "lake")


def test_an_address_outside_s3_is_refused_with_the_remedy() -> None:
    with pytest.raises(Exception, match="to a folder or to s3://bucket/prefix"):
        LakeCredentials(path="gs://bucket/lake", schema="silver")


def test_an_address_loses_its_last_slash() -> None:
    assert LakeCredentials(path="s3://bucket/lake/", schema="silver").path == "s3://bucket/lake"
