"""Target `spark` is one profile: a laptop's as it stands, a cluster's by variables."""

from collections.abc import Mapping
from pathlib import Path

import jinja2
import yaml

PROFILES = Path(__file__).resolve().parents[2] / "profiles.yml"
# What a cluster has too much of where a laptop has too little.
BY_SIZE = {
    "spark.sql.shuffle.partitions",
    "spark.databricks.delta.snapshotPartitions",
    "spark.sql.adaptive.enabled",
    "spark.sql.codegen.wholeStage",
    "spark.sql.codegen.factoryMode",
    "spark.sql.files.openCostInBytes",
    "spark.sql.sources.parallelPartitionDiscovery.threshold",
}


def settings_under(environment: Mapping[str, str]) -> dict[str, str]:
    """Return what Spark is told, as dbt renders it."""
    profiles = yaml.safe_load(PROFILES.read_text("utf-8"))
    said = profiles["daybook"]["outputs"]["spark"]["server_side_parameters"]

    def env_var(name: str, default: str) -> str:
        return environment.get(name, default)

    return {
        key: jinja2.Template(text).render(env_var=env_var) if isinstance(text, str) else text
        for key, text in said.items()
    }


def changed_by(environment: Mapping[str, str]) -> set[str]:
    """Return the settings that these variables change."""
    before, after = settings_under({}), settings_under(environment)
    return {key for key in before if before[key] != after[key]}


def test_every_setting_is_text_without_a_blank_around_it() -> None:
    for environment in ({}, {"DAYBOOK_SPARK_SIZE": "large"}):
        for key, text in settings_under(environment).items():
            assert isinstance(text, str), key
            assert text == text.strip() != "", key


def test_the_size_changes_what_differs_between_laptop_and_cluster_and_nothing_else() -> None:
    assert changed_by({"DAYBOOK_SPARK_SIZE": "large"}) == BY_SIZE


def test_a_variable_changes_its_one_setting() -> None:
    for name, setting in {
        "DAYBOOK_SPARK_MASTER": "spark.master",
        "DAYBOOK_SPARK_MEMORY": "spark.driver.memory",
        "DAYBOOK_SPARK_PACKAGES": "spark.jars.packages",
        "DAYBOOK_SPARK_CATALOG": "spark.sql.catalogImplementation",
        "DAYBOOK_SPARK_PARTITIONS": "spark.sql.shuffle.partitions",
    }.items():
        assert changed_by({name: "other"}) == {setting}


def test_stated_partitions_go_before_those_of_the_size() -> None:
    said = settings_under({"DAYBOOK_SPARK_SIZE": "large", "DAYBOOK_SPARK_PARTITIONS": "48"})

    assert said["spark.sql.shuffle.partitions"] == "48"
