"""The embedded engine on a lake in a bucket."""

import json
import threading
from pathlib import Path

import pyarrow as pa
from deltalake import write_deltalake
from pyarrow import parquet

from dbt.adapters.lake.cursor import LakeCursor
from dbt.adapters.lake.server import new_session
from tests.buckets import Bucket
from tests.engines.lake_project import LakeProject


def test_a_new_process_goes_on_with_the_tables_of_a_bucket(bucket_project: LakeProject) -> None:
    bucket_project.write("seeds/arrived.csv", "id,note\n1,old\n2,old\n")
    bucket_project.model(
        "kept",
        "select id, note from {{ ref('arrived') }}",
        materialized="incremental",
        incremental_strategy="merge",
        unique_key="id",
        on_schema_change="append_new_columns",
    )
    bucket_project.model(
        "gold/notes", "select note, count(*) as count_ids from {{ ref('kept') }} group by note"
    )
    bucket_project.fresh_dbt("build")
    bucket_project.write("seeds/arrived.csv", "id,note\n2,new\n3,new\n")
    kept = (bucket_project.directory / "models/kept.sql").read_text()
    bucket_project.write("models/kept.sql", kept.replace("note", "note, id > 2 as is_late"))

    bucket_project.dbt("build")

    assert [tuple(row.values()) for row in bucket_project.rows("silver.kept")] == [
        (1, "old", None),
        (2, "new", False),
        (3, "new", True),
    ]
    assert bucket_project.rows("gold.notes") == [
        {"note": "new", "count_ids": 2},
        {"note": "old", "count_ids": 1},
    ]
    # Attached with the same shape: overwritten, not created anew.
    assert [entry["operation"] for entry in bucket_project.delta("gold.notes").history()] == [
        "WRITE",
        "WRITE",
        "CREATE OR REPLACE TABLE",
    ]


def test_parquet_files_in_a_bucket_are_a_table(
    bucket_project: LakeProject, bucket: Bucket, tmp_path: Path
) -> None:
    schema = {"columns": [{"name": "amount", "type": "string"}], "partitioned_by": ["event_month"]}
    table = "home/lake/bronze/bronze_bank__transactions"
    parquet.write_table(pa.table({"amount": ["1.00"]}), tmp_path / "a.parquet")
    bucket.put(f"{table}/_schema.json", json.dumps(schema).encode())
    bucket.put(f"{table}/event_month=2026-03/a.parquet", (tmp_path / "a.parquet").read_bytes())
    bucket_project.model("amounts", "select * from bronze.bronze_bank__transactions")

    bucket_project.dbt("run")

    assert bucket_project.rows("silver.amounts") == [{"amount": "1.00", "event_month": "2026-03"}]


def test_what_is_no_table_in_a_bucket_is_left_out_with_its_reason(
    bucket_project: LakeProject, bucket: Bucket, address: str
) -> None:
    for key in (
        "bronze/raw/a",
        "bronze/claims/b",
        ".hidden/c",
        "gold/.staging/d",
        "lake.json",
        "triggers/done/e",
    ):
        bucket.put(f"home/lake/{key}", b"{}")
    bucket.put("home/lake/gold/empty/", b"")  # as consoles make a folder
    bucket.put("home/lake/gold/photos/cat.jpg", b"")
    bucket.put("home/lake/bronze/broken/_schema.json", b"{")
    bucket.put("home/lake/silver/torn/_delta_log/00000000000000000000.json", b"{broken")
    bucket_project.model("one", "select 1 as a")

    broken, torn, photos = bucket_project.dbt("run").warnings

    assert "bronze.broken cannot be read and is left out: _schema.json: " in broken
    assert f"Move the folder {address}/silver/torn out of the lake" in torn
    assert f"{address}/gold/photos is no table" in photos
    assert bucket_project.rows("silver.one") == [{"a": 1}]


def test_a_bucket_that_does_not_exist_is_said_in_one_sentence(
    bucket_project: LakeProject, bucket: Bucket
) -> None:
    bucket_project.use_lake(f"s3://no-{bucket.name}/lake")
    bucket_project.model("one", "select 1 as a")

    text = bucket_project.try_dbt("run").text

    assert f"s3://no-{bucket.name}/lake cannot be reached: NoSuchBucket" in text
    assert "Create the bucket, or correct the lake's address (DAYBOOK_LAKE)." in text


def test_writers_that_know_nothing_of_each_other_lose_no_commit(
    bucket: Bucket, address: str
) -> None:
    table = f"{address}/silver/things"
    write_deltalake(table, pa.table({"writer": ["first"], "number": pa.array([0], pa.int32())}))

    def append(writer: str) -> None:
        spark = new_session()
        spark.sql(f"create table things using delta location '{table}'")
        for number in range(4):
            LakeCursor(spark).execute(
                f"insert into things select '{writer}' as writer, {number} as number"
            )
        spark.stop()

    writers = [threading.Thread(target=append, args=(f"writer {n}",)) for n in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()

    versions = [key for key in bucket.keys("home/lake/silver/things/_delta_log/") if "json" in key]
    spark = new_session()
    spark.sql(f"create table things using delta location '{table}'")
    assert spark.sql("select distinct writer, number from things").count() == 17
    assert len(versions) == 17
    spark.stop()


def test_a_bucket_says_what_its_tables_were_built_from(bucket_project: LakeProject) -> None:
    bucket_project.model("things", "select id from range({{ var('n', 2) }})")
    bucket_project.model("gold/count", "select count(*) as n from {{ ref('things') }}")
    bucket_project.dbt("run")

    bucket_project.dbt("run")
    assert set(bucket_project.messages().values()) == {"SAME INPUTS"}

    bucket_project.dbt("run", "--vars", "{n: 3}")
    assert bucket_project.rows("gold.count") == [{"n": 3}]
