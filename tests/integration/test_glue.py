"""The catalog in AWS Glue, on the stand-in: what is written, what is left alone, what goes."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from ingestion.storage.bucket_access import session
from observability.crawler.glue import GlueError, write_glue
from observability.crawler.glue_tables import shortened
from runner.crawled_glue import keep_glue, write_catalog
from runner.crawling import crawl
from runner.dbt_build import artifact
from runner.errors import CommandError
from runner.settings import Settings, glue_prefix
from tests.crawled_lakes import DAYS, STEPS, WALKS, small_lake, write_table

PREFIX = "ours"
GOLD = f"{PREFIX}_gold"


@pytest.fixture
def glue(s3_endpoint: Mapping[str, str]) -> Iterator[Any]:
    """Return the client of a Glue that is empty before and after."""
    assert s3_endpoint
    client = session().client("glue")
    yield client
    for database in client.get_databases()["DatabaseList"]:
        for table in client.get_tables(DatabaseName=database["Name"])["TableList"]:
            client.delete_table(DatabaseName=database["Name"], Name=table["Name"])
        client.delete_database(Name=database["Name"])


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return replace(small_lake(tmp_path), glue_prefix=PREFIX)


def names_in(glue: Any, database: str) -> set[str]:
    return {one["Name"] for one in glue.get_tables(DatabaseName=database)["TableList"]}


def table_in(glue: Any, name: str, database: str = GOLD) -> dict[str, Any]:
    table: dict[str, Any] = glue.get_table(DatabaseName=database, Name=name)["Table"]
    return table


def test_each_schema_is_a_database_and_what_is_not_stored_is_in_none(
    glue: Any, settings: Settings
) -> None:
    written = write_catalog(settings, crawl(settings))

    assert names_in(glue, GOLD) == {"daily_walks"}
    assert names_in(glue, f"{PREFIX}_silver") == {"silver_walks"}
    assert set(written.created) == {f"{GOLD}.daily_walks", f"{PREFIX}_silver.silver_walks"}


def test_a_table_has_its_words_its_place_and_its_quality(glue: Any, settings: Settings) -> None:
    write_catalog(settings, crawl(settings))

    table = table_in(glue, "daily_walks")
    assert (table["Description"], table["Owner"]) == (
        "Walks: one row per person of gold.",
        "Fitness",
    )
    assert table["StorageDescriptor"]["Location"] == f"file://{settings.lake}/gold/daily_walks"
    assert table["StorageDescriptor"]["Columns"] == [
        {"Name": "person_id", "Type": "string", "Comment": "Person that walked."},
        {"Name": "steps", "Type": "bigint", "Comment": "Steps, counted."},
    ]
    parameters = table["Parameters"]
    assert (parameters["table_type"], parameters["recordCount"]) == ("DELTA", "2")
    assert parameters["daybook.state"] == "good"
    assert parameters["daybook.freshness"] == "fresh"
    assert parameters["daybook.control_chart"] == "none"


def test_partition_columns_are_keys(glue: Any, settings: Settings) -> None:
    document = crawl(settings)
    document["tables"][DAYS]["partitioned_by"] = ["person_id"]

    write_catalog(settings, document)

    table = table_in(glue, "daily_walks")
    assert [one["Name"] for one in table["PartitionKeys"]] == ["person_id"]
    assert [one["Name"] for one in table["StorageDescriptor"]["Columns"]] == ["steps"]


def test_only_what_changed_is_written_again(glue: Any, settings: Settings) -> None:
    write_catalog(settings, crawl(settings))
    again = write_catalog(settings, crawl(settings))
    assert (again.created, again.updated, again.deleted) == ((), (), ())

    write_table(settings, "silver", "silver_walks", pa.table({"steps": [1.5]}))
    changed = write_catalog(settings, crawl(settings))

    assert changed.updated == (f"{PREFIX}_silver.silver_walks",)
    columns = table_in(glue, "silver_walks", f"{PREFIX}_silver")["StorageDescriptor"]["Columns"]
    assert [(one["Name"], one["Type"]) for one in columns] == [("steps", "double")]


def test_only_the_lake_s_own_tables_go(glue: Any, settings: Settings) -> None:
    write_catalog(settings, crawl(settings))
    glue.create_table(DatabaseName=f"{PREFIX}_silver", TableInput={"Name": "of_another"})
    write_table(settings, "silver", "silver_more", STEPS)
    path = artifact(settings, "manifest.json")
    manifest = json.loads(path.read_text())
    manifest["nodes"]["model.daybook.silver_more"] = {
        **manifest["nodes"].pop(WALKS),
        "name": "silver_more",
    }
    path.write_text(json.dumps(manifest))

    written = write_catalog(settings, crawl(settings))

    assert written.deleted == (f"{PREFIX}_silver.silver_walks",)
    assert names_in(glue, f"{PREFIX}_silver") == {"of_another", "silver_more"}


def test_a_table_of_another_is_never_written_over(
    glue: Any, settings: Settings, tmp_path: Path
) -> None:
    document = crawl(settings)
    write_catalog(settings, document)

    with pytest.raises(GlueError, match="was not written from the lake /another"):
        write_glue(glue, document, PREFIX, "/another")

    location = table_in(glue, "daily_walks")["StorageDescriptor"]["Location"]
    assert location == f"file://{tmp_path}/gold/daily_walks"


def test_a_glue_that_does_not_answer_costs_the_catalog_and_not_the_numbers(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    monkeypatch.setenv("AWS_DEFAULT_REGION", "us-east-1")
    monkeypatch.setenv("AWS_ENDPOINT_URL", "http://127.0.0.1:9")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    session.cache_clear()
    try:
        assert keep_glue(settings) is False
    finally:
        session.cache_clear()

    said = capsys.readouterr().err
    assert "the numbers are safe, but AWS Glue did not take" in said
    assert "rights on Glue" in said


def test_nothing_goes_to_glue_unless_asked(settings: Settings) -> None:
    assert keep_glue(replace(settings, glue_prefix="")) is True
    assert settings.lake.storage.read("catalog.json") is None


def test_a_long_text_is_cut_to_what_glue_takes() -> None:
    assert shortened("two\n lines", 255) == "two lines"
    assert len(shortened("a" * 300, 255)) == 255
    assert shortened("a" * 300, 255).endswith("…")


@pytest.mark.parametrize("text", ["Ours", "a-b", "1st", "a" * 101])
def test_a_prefix_that_no_database_may_have_is_told(text: str) -> None:
    with pytest.raises(CommandError, match="no prefix of databases"):
        glue_prefix(text)
