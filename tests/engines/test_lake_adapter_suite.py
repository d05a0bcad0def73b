"""dbt's own test suite for adapters on the embedded engine: all of it that applies.

Its projects write views where nothing else is said; here they become tables.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from dbt.tests.fixtures.project import TestProjInfo

from tests.engines.adapter_suite import (
    SUITE,
    VIEWS_ARE_TABLES,
    classes_to_run,
    names_of_tests,
    spark_statements,
    suite_classes,
    suite_fixtures,
)
from tests.engines.adapter_suite_left_out import LEFT_OUT, left_out_table, reason_of
from tests.houses import PROJECT

globals().update(suite_fixtures())
globals().update(classes_to_run())

# The suite's way of writing fixtures and dbt's deprecations are not for this project to mend.
pytestmark = pytest.mark.filterwarnings("ignore")


@pytest.fixture(scope="class")
def dbt_profile_target(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    return {"type": "lake", "path": str(tmp_path_factory.mktemp("lake")), "threads": 1}


@pytest.fixture(scope="class")
def profile_user() -> None:
    """Return no user: a lake has none."""


@pytest.fixture(scope="class")
def unique_schema() -> str:
    return "suite"


@pytest.fixture(scope="class")
def logs_dir(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with pytest.MonkeyPatch.context() as environment:
        folder = str(tmp_path_factory.mktemp("logs"))
        environment.setenv("DBT_LOG_PATH", folder)
        yield folder


@pytest.fixture(scope="class")
def test_data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the suite's files; some tests write there, too."""
    folder = tmp_path_factory.mktemp("data")
    for file in SUITE.glob("*/data/*.sql"):
        shutil.copy(file, folder)
    return folder


@pytest.fixture(scope="class")
def dbt_project_yml(project_root: Any, project_config_update: Any) -> dict[str, Any]:
    """Write the project file, and macros beside those of the test."""
    if isinstance(project_config_update, str):
        project_config_update = yaml.safe_load(project_config_update)
    project = {
        "name": "test",
        "profile": "test",
        "flags": {"send_anonymous_usage_stats": False},
        **project_config_update,
        "macro-paths": ["macros", "lake_macros"],
    }
    folder = Path(str(project_root))
    (folder / "lake_macros").mkdir()
    (folder / "lake_macros" / "views_are_tables.sql").write_text(VIEWS_ARE_TABLES)
    (folder / "dbt_project.yml").write_text(yaml.safe_dump(project))
    return project


@pytest.fixture(scope="class")
def project(project_setup: TestProjInfo, project_files: None) -> TestProjInfo:  # noqa: ARG001
    """Return the written project; a lake has no databases."""
    for file in Path(str(project_setup.project_root)).rglob("*.sql"):
        file.write_text(file.read_text().replace("{{target.database}}.", ""))
    return project_setup


@pytest.fixture(scope="class", autouse=True)
def own_sql() -> Iterator[None]:
    """Let the engine read the statements that tests run themselves."""
    run_sql: Any = TestProjInfo.run_sql

    def translated(self: TestProjInfo, sql: str, fetch: str | None = None) -> Any:
        answers = [run_sql(self, statement, fetch) for statement in spark_statements(sql)]
        return answers[-1] if answers else None

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TestProjInfo, "run_sql", translated)
        yield


def test_every_class_of_the_suite_is_run_or_left_out_with_a_reason() -> None:
    run = {found.__bases__[-1] for found in globals().values() if _is_run(found)}
    whole = {found for name, found in suite_classes().items() if reason_of(name)}

    assert len(run) > 100
    assert run.isdisjoint(whole)
    assert run | whole == set(suite_classes().values())


def test_what_is_left_out_exists_and_stands_in_the_readme() -> None:
    classes = suite_classes()
    tests = {f"{name}.{test}" for name in classes for test in names_of_tests(classes[name])}

    for name in LEFT_OUT:
        assert any(f"{one}.".startswith(f"{name}.") for one in tests), name
    assert left_out_table() in (PROJECT / "engine" / "README.md").read_text("utf-8")


def _is_run(found: Any) -> bool:
    return isinstance(found, type) and getattr(found, "__module__", "") == "suite"
