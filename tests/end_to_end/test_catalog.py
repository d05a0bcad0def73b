"""The catalog of a sample household: as dbt itself tells it, in Glue, and under dbt docs serve."""

import json
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import jsonschema
import pytest

import observability.crawler
from ingestion.storage.bucket_access import session
from observability.crawler.docs_site import enriched_catalog
from observability.crawler.glue_tables import shortened
from runner.crawling import read_document
from runner.dbt_build import artifact
from tests.houses import DBT, PROJECT, House

pytestmark = pytest.mark.slow
PREFIX = "sample"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def house(
    small_house: House, s3_endpoint: Mapping[str, str], tmp_path_factory: pytest.TempPathFactory
) -> House:
    """Return a household that was crawled, into its site and into Glue."""
    assert s3_endpoint
    copy = replace(small_house.copy(tmp_path_factory.mktemp("crawled")), site="")
    copy.daybook("crawl", "--glue", PREFIX)
    return copy


@pytest.fixture(scope="module")
def document(house: House) -> Json:
    document = read_document(house.settings().lake)
    assert document is not None
    return document


@pytest.fixture(scope="module")
def own(house: House) -> tuple[Json, Json]:
    """Return manifest and catalog as dbt itself writes them."""
    target = house.folder / "own_target"
    house.dbt("docs", "generate", "--no-compile", "--quiet", "--target-path", str(target))
    catalog = json.loads((target / "catalog.json").read_text("utf-8"))
    # Of the build itself; the one that a crawl enriches lies elsewhere.
    manifest = json.loads(artifact(house.settings(), "manifest.json").read_text("utf-8"))
    return manifest, catalog


def columns_of(node: Json) -> dict[str, str]:
    return {name: column["type"] for name, column in node["columns"].items()}


def test_the_document_has_its_shape(document: Json) -> None:
    schema = Path(observability.crawler.__file__).with_name("schema.json")

    jsonschema.Draft202012Validator(json.loads(schema.read_text("utf-8"))).validate(document)


def test_every_table_has_the_columns_and_types_that_dbt_sees(
    document: Json, own: tuple[Json, Json]
) -> None:
    _, catalog = own
    found = enriched_catalog(document)["nodes"]

    assert len(found) > 100
    assert {name: columns_of(node) for name, node in found.items()} == {
        name: columns_of(node) for name, node in catalog["nodes"].items()
    }


def test_glue_agrees_with_dbt_s_own_columns_and_descriptions(own: tuple[Json, Json]) -> None:
    manifest, catalog = own
    glue = session().client("glue")
    seen = 0
    for unique_id, node in catalog["nodes"].items():
        declared = manifest["nodes"][unique_id]
        database = f"{PREFIX}_{node['metadata']['schema']}"
        table = glue.get_table(DatabaseName=database, Name=declared["name"])["Table"]
        columns = [*table["StorageDescriptor"]["Columns"], *table["PartitionKeys"]]
        assert {one["Name"]: one["Type"] for one in columns} == columns_of(node), unique_id
        assert {one["Name"]: one["Comment"] for one in columns} == {
            name: shortened(declared["columns"][name]["description"], 255)
            for name in node["columns"]
        }, unique_id
        assert table["Description"] == shortened(declared["description"], 2048)
        seen += 1
    assert seen > 100


def test_rows_are_those_of_the_tables(document: Json, house: House) -> None:
    for name in ("monthly_cash_flow", "daily_meter_usage", "process_points"):
        rows = house.rows(name)
        table = document["tables"][f"model.daybook.{name}"]
        assert table["count_rows"] == len(rows) > 0
        for column, found in table["columns"].items():
            if found["count_nulls"] is not None:
                assert found["count_nulls"] == sum(row[column] is None for row in rows), column


def test_every_table_has_an_owner_and_an_edge_for_each_column(document: Json) -> None:
    edges = {(edge["table"], edge["column"]) for edge in document["column_lineage"]}
    for unique_id, table in document["tables"].items():
        assert table["owner"], unique_id
        # Rows of a declared table are written by what is no query.
        if table["layer"] in ("silver", "gold") and table["materialized"] != "declared":
            missing = [name for name in table["columns"] if (unique_id, name) not in edges]
            assert missing == [], unique_id


@pytest.fixture
def served(house: House) -> Iterator[str]:
    """Run `dbt docs serve` as a person would, from the project's folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [str(DBT), "docs", "serve", "--no-browser", "--host", "127.0.0.1", "--port", str(port)],
        env=house.dbt_environment(),
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait()


def fetched(address: str) -> Json:
    for _ in range(240):
        try:
            with urllib.request.urlopen(address, timeout=5) as answer:
                content: Json = json.load(answer)
                return content
        except urllib.error.URLError:
            time.sleep(0.25)
    raise TimeoutError(address)


def test_dbt_docs_serve_shows_what_was_crawled_and_dbt_goes_on_as_before(
    house: House, served: str
) -> None:
    node = fetched(f"{served}/manifest.json")["nodes"]["model.daybook.daily_meter_usage"]
    stats = fetched(f"{served}/catalog.json")["nodes"]["model.daybook.daily_meter_usage"]["stats"]

    assert "| last runs |" in node["description"]
    assert "../" not in node["description"]
    assert stats["num_rows"]["value"] == len(house.rows("daily_meter_usage"))
    # As against what dbt itself wrote: nothing that is enriched counts as a change.
    enriched, own = house.folder / "target", house.settings().work_folder / "target"
    assert modified_since(house, enriched) == modified_since(house, own)


def modified_since(house: House, state: Path) -> set[str]:
    """Return what dbt takes for modified since the manifest in a folder was written."""
    place = ("--state", str(state), "--target-path", str(house.folder / "next"))
    return set(house.dbt("ls", "--quiet", "--select", "state:modified", *place).split())
