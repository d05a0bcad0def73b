"""`daybook build`, `publish` and `crawl` on Apache Spark, as a machine with only that runs them.

Every model and check of a small household: long on Spark, so only `make parity` runs it.
"""

import json
from dataclasses import replace

import pytest

from runner.dbt_build import list_nodes
from tests.houses import House, new_house
from tests.parity import BUILD_STATE, difference_of, new_twin
from tests.spark import need_java, only_on_request

pytestmark = [
    pytest.mark.spark,
    *only_on_request(2, "every check on Apache Spark: make parity"),
]

# Models that tell of runs, and all that reads them.
WATCHING = ("--select", "tag:run_history+", "--resource-type", "model")


@pytest.fixture(scope="module")
def local(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A household of 30 days, refreshed on the embedded engine."""
    need_java()
    house = new_house(tmp_path_factory.mktemp("command"), days=30)
    house.refresh()
    return house


@pytest.fixture(scope="module")
def spark(local: House) -> House:
    """The same records, built and published by the command on Spark, then crawled."""
    twin = new_twin(local, local.lake.parent / "lake of spark")
    # It works on the household that its records came from.
    house = replace(twin, folder=local.folder, target="spark", site="")
    house.daybook("build")
    house.daybook("publish")
    house.daybook("crawl")
    return house


def test_what_is_published_is_what_the_build_left(spark: House) -> None:
    published = json.loads((spark.lake / "published.json").read_text("utf-8"))
    gold = {
        table.removeprefix("gold/"): version
        for table, version in spark.versions().items()
        if table.startswith("gold/")
    }

    assert len(gold) > 30
    assert published["tables"] == gold


def test_its_tables_are_those_of_the_embedded_engine(local: House, spark: House) -> None:
    # What watches over runs tells of two on the twin, and of how long they took.
    watching = {node.split(".")[2] for node in list_nodes(local.settings(), WATCHING)}
    tables = {one for one in local.versions() if one.split("/")[1] not in watching} - BUILD_STATE

    different = {table: difference_of(local, spark, table) for table in sorted(tables)}

    assert len(tables) > 80
    assert not {table: what for table, what in different.items() if what}


def test_the_site_shows_the_morning(local: House, spark: House) -> None:
    morning = (spark.lake / ".daybook" / "site" / "index.html").read_text("utf-8")

    titles = {row["title"] for row in local.rows("morning_brief")}
    assert len(titles) > 10
    assert all(title in morning for title in titles)


def test_a_second_build_finds_nothing_new(spark: House) -> None:
    before = spark.versions()

    assert "nothing new" in spark.daybook("build").stderr

    assert spark.versions() == before
