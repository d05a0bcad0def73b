"""Lakes of one household that different engines built, held against each other row by row."""

import math
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from deltalake import DeltaTable

from tests.houses import House

# What tells how a lake was built, not what its rows say.
BUILD_STATE = frozenset({"silver/silver_operations__built_months"})
# Sums in another order differ in their last bits.
RELATIVE = 1e-9
# What the embedded engine and deltalake can read; neither deletion vectors nor mapped columns.
READER_VERSION = 1

Row = Mapping[str, Any]


def build_on_spark(house: House, *arguments: str) -> None:
    """Build all models on Apache Spark; checks are not what is compared."""
    house.dbt("build", "--exclude-resource-type", "test", "unit_test", *arguments, target="spark")


def build_on_local(house: House, *arguments: str) -> None:
    """Build all models on the embedded engine by plain dbt."""
    house.dbt("build", "--exclude-resource-type", "test", "unit_test", *arguments)


def new_twin(house: House, lake: Path) -> House:
    """Return the same household with a lake that holds its bronze records and nothing else."""
    lake.mkdir()
    twin = replace(house, lake=lake, folder=lake.parent / f"{lake.name}_work")
    shutil.copy(house.lake / "lake.json", lake)
    take_bronze(twin, house)
    return twin


def take_bronze(twin: House, house: House) -> House:
    """Bring the bronze records of a lake to those of another, and the clock; return the twin."""
    shutil.rmtree(twin.lake / "bronze", ignore_errors=True)
    shutil.copytree(house.lake / "bronze", twin.lake / "bronze")
    return replace(twin, as_of=house.as_of)


def assert_equal_lakes(one: House, other: House) -> None:
    """Demand the same tables with the same rows, columns and types in silver and gold.

    Raises:
        AssertionError: names each table that differs, with the first row on either side.
    """
    tables = set(one.versions())
    assert tables == set(other.versions())
    assert len(tables) > 90
    different = {
        table: difference
        for table in sorted(tables - BUILD_STATE)
        if (difference := difference_of(one, other, table))
    }
    assert not different, "\n".join(f"{name}: {what}" for name, what in different.items())


def difference_of(one: House, other: House, table: str) -> str:
    """Say in which way a table differs, as `layer/name`; empty where it does not."""
    layer, name = table.split("/")
    if one.schema(name, layer) != other.schema(name, layer):
        return f"{one.schema(name, layer)} and {other.schema(name, layer)}"
    rows, others = _in_order(one.rows(name, layer)), _in_order(other.rows(name, layer))
    if len(rows) != len(others):
        return f"{len(rows)} and {len(others)} rows"
    pairs = zip(rows, others, strict=True)
    return next((f"{a}\n  and {b}" for a, b in pairs if not _is_equal(a, b)), "")


def unreadable_tables(house: House) -> set[str]:
    """Return the tables that ask for more of a reader than every engine here can do."""
    logs = house.lake.glob("[sgr]*/*/_delta_log")
    return {
        f"{log.parent.relative_to(house.lake)}"
        for log in logs
        if DeltaTable(str(log.parent)).protocol().min_reader_version != READER_VERSION
    }


def _in_order(rows: list[dict[str, Any]]) -> list[Row]:
    """Sort rows by what must be exact, then by doubles, which decide between few."""
    return sorted(rows, key=lambda row: (str(list(_exact(row))), str(list(_doubles(row)))))


def _exact(row: Row) -> Iterator[Any]:
    return (value for _, value in sorted(row.items()) if not isinstance(value, float))


def _doubles(row: Row) -> Iterator[float]:
    return (value for _, value in sorted(row.items()) if isinstance(value, float))


def _is_equal(one: Row, other: Row) -> bool:
    return list(_exact(one)) == list(_exact(other)) and all(
        math.isclose(a, b, rel_tol=RELATIVE) or (math.isnan(a) and math.isnan(b))
        for a, b in zip(_doubles(one), _doubles(other), strict=True)
    )
