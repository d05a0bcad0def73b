"""dbt's own test suite for adapters (dbt-tests-adapter), told how this engine speaks."""

import importlib
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from dbt.tests import adapter as suite
from dbt.tests.fixtures import project

from tests.engines.adapter_suite_dialects import DIALECTS
from tests.engines.adapter_suite_left_out import reason_of

SUITE = Path(suite.__path__[0])

# Views do not outlive a process of the engine: tables take their place, in the same runs.
VIEWS_ARE_TABLES = """
{% materialization view, adapter='lake' %}
    {{ return(materialization_table_lake()) }}
{% endmaterialization %}
"""

# What runs in `make test`; the rest in `make adapter`.
REPRESENTATIVE = ("basic.", "incremental.", "simple_snapshot.")

_POSTGRES = {
    r"\{database\}\.|\bNone\.": "",
    r'"(\w+)"': r"`\1`",
    r"(?i)\btimestamp with(out)? time zone\b": "timestamp",
    r"(?i)\btext\b": "string",
    r"(?i)\b(big)?serial primary key\b": "bigint",
    r"(?i)\bvarchar ?\(\d+\)": "string",
    # A dropped table leaves its folder in a lake.
    r"(?i)^\s*create table": "create or replace table",
}


def spark_statements(sql: str) -> list[str]:
    """Return the statements of a test's own SQL, written for Postgres, as the engine reads them."""
    return [spark_sql(statement) for statement in sql.split(";\n") if statement.strip()]


def spark_sql(sql: str) -> str:
    """Return a statement written for Postgres as the engine reads it."""
    for pattern, text in _POSTGRES.items():
        sql = re.sub(pattern, text, sql)
    # The suite spells one column in capitals, and unquoted names have no case in Postgres.
    return sql.replace("TEST_VALID_TO", "test_valid_to")


def suite_classes() -> Mapping[str, type]:
    """Return the classes of the suite that hold tests, by folder, module and name.

    Left aside are those that add nothing to the one class above them: Postgres' own run of it.
    """
    return {
        f"{module.__name__.removeprefix(suite.__name__ + '.')}.{name}": found
        for module in _suite_modules()
        for name, found in vars(module).items()
        if isinstance(found, type) and found.__module__ == module.__name__ and _adds_tests(found)
    }


def suite_fixtures() -> Mapping[str, Any]:
    """Return the fixtures that make a project of the suite."""
    kind = type(project.prefix)
    return {name: found for name, found in vars(project).items() if isinstance(found, kind)}


def classes_to_run() -> Iterator[tuple[str, type]]:
    """Yield a test class with its name for each one of the suite that is not left out whole."""
    for name, base in suite_classes().items():
        if reason_of(name):
            continue
        hidden = {test: None for test in names_of_tests(base) if reason_of(f"{name}.{test}")}
        attributes = {"__module__": "suite", "__test__": True}
        marks = [] if name.startswith(REPRESENTATIVE) else [pytest.mark.adapter_suite]
        bases = (*(d for of, d in DIALECTS.items() if issubclass(base, of)), base)
        yield (
            f"Test_{name.replace('.', '_')}",
            type(base.__name__, bases, {**hidden, **attributes, "pytestmark": marks}),
        )


def names_of_tests(of: type) -> list[str]:
    """Return the names of a class's tests."""
    return [name for name in dir(of) if name.startswith("test_")]


def _suite_modules() -> Iterator[Any]:
    for path in sorted(SUITE.rglob("test_*.py")):
        name = ".".join(path.relative_to(SUITE).with_suffix("").parts)
        yield importlib.import_module(f"{suite.__name__}.{name}")


def _adds_tests(found: type) -> bool:
    own = {name for name in vars(found) if not name.startswith("__")} - {"pytestmark"}
    return bool(names_of_tests(found)) and bool(own or len(found.__bases__) > 1)
