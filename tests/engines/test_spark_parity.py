"""The same models on the embedded engine and on Apache Spark: every table equal, row by row."""

import shutil
from pathlib import Path

import pytest

from tests.houses import House, new_house

# Spark takes minutes to build everything, the more so beside another worker.
pytestmark = [pytest.mark.spark, pytest.mark.timeout(1800)]

# What tells how a lake was built, not what its rows say.
BUILD_STATE = {"silver_operations__built_months"}


@pytest.fixture(scope="module")
def houses(tmp_path_factory: pytest.TempPathFactory) -> tuple[House, House]:
    """A household of 30 days built by both engines from the same bronze records."""
    if shutil.which("java") is None:
        pytest.skip("no Java on PATH: Apache Spark needs Java 17")
    folder = tmp_path_factory.mktemp("parity")
    local = new_house(folder, days=30)
    local.refresh()
    spark = House(local.folder, folder / "spark_lake", local.as_of)
    shutil.copytree(local.lake / "bronze", spark.lake / "bronze")
    spark.dbt("build", "--exclude-resource-type", "test", "unit_test", target="spark")
    return local, spark


def test_both_engines_build_the_same_tables(houses: tuple[House, House]) -> None:
    local, spark = houses

    assert set(local.versions()) == set(spark.versions())


def test_every_silver_and_gold_table_is_equal_row_by_row(houses: tuple[House, House]) -> None:
    local, spark = houses
    tables = [Path(name) for name in local.versions() if Path(name).name not in BUILD_STATE]

    assert len(tables) > 20
    for table in tables:
        layer, name = table.parts
        assert local.rows_as_text(name, layer) == spark.rows_as_text(name, layer), table


def test_gold_of_both_engines_has_the_same_columns_and_types(
    houses: tuple[House, House],
) -> None:
    local, spark = houses
    for name in (path.name for path in (local.lake / "gold").iterdir() if path.is_dir()):
        assert local.schema(name) == spark.schema(name), name
