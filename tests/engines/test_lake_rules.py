from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from dbt.adapters.lake.cursor import sql_value
from dbt.adapters.lake.messages import engine_message, is_select
from dbt.adapters.lake.shapes import ColumnShape, Shape, spark_type, wanted_shape


@pytest.mark.parametrize(
    ("delta_type", "expected"),
    [
        ("long", "bigint"),
        ("byte", "tinyint"),
        ("decimal(18,2)", "decimal(18,2)"),
        ("timestamp_ntz", "timestamp_ntz"),
        ({"type": "array", "elementType": "short", "containsNull": True}, "array<smallint>"),
        (
            {"type": "map", "keyType": "string", "valueType": "integer", "valueContainsNull": True},
            "map<string,int>",
        ),
        (
            {
                "type": "struct",
                "fields": [{"name": "a", "type": "date"}, {"name": "b c", "type": "binary"}],
            },
            "struct<a:date,`b c`:binary>",
        ),
    ],
)
def test_delta_types_are_named_as_spark_does(delta_type: Any, expected: str) -> None:
    assert spark_type(delta_type) == expected


def test_a_contract_gives_a_shape_its_constraints() -> None:
    node = {
        "columns": {"a": {"name": "a", "constraints": [{"type": "not_null"}]}, "b": {"name": "b"}},
        "constraints": [
            {"type": "not_null", "columns": ["b"]},
            {"type": "check", "name": "ordered", "expression": "a < b"},
            {"type": "primary_key", "columns": ["a"]},
        ],
    }

    shape = wanted_shape([("a", "int"), ("b", "int"), ("c", "int")], "c", node)

    assert shape.columns_ddl() == "`a` int not null, `b` int not null, `c` int"
    assert shape.partition_ddl() == "partitioned by (`c`)"
    assert shape.checks == {"ordered": "a < b"}


def test_a_check_without_a_name_keeps_its_name_from_run_to_run() -> None:
    node = {"constraints": [{"type": "check", "expression": "a > 0"}]}

    assert wanted_shape([("a", "int")], None, node) == wanted_shape([("a", "int")], None, node)


def test_properties_are_quoted() -> None:
    shape = Shape((ColumnShape("a", "string"),), checks={"known": "a in ('x')"})

    assert shape.properties_ddl({"owner": "me"}, is_unfinished=True) == (
        "tblproperties ('owner' = 'me', 'delta.constraints.known' = 'a in (\\'x\\')',"
        " 'lake.unfinished' = 'true')"
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (None, "null"),
        (True, "true"),
        (Decimal("1.10"), "1.10"),
        ("O'Brien \\ 50%", "'O\\'Brien \\\\ 50%'"),
        (date(2026, 1, 2), "date'2026-01-02'"),
        (datetime(2026, 1, 2, 3, 4, tzinfo=UTC), "timestamp'2026-01-02 03:04:00+00:00'"),
    ],
)
def test_values_become_sql(value: Any, expected: str) -> None:
    assert sql_value(value) == expected


@pytest.mark.parametrize(
    ("text", "sql", "expected"),
    [
        (
            "error in DataFusion: External error: External error: Schema error: no type",
            "select 1",
            "Schema error: no type",
        ),
        (
            '<_InactiveRpcError of RPC:\n\tstatus = UNAVAILABLE\n\tdetails = "it is gone"\n>',
            "select 1",
            "it is gone",
        ),
        (
            "[DELTA_NOT_NULL_CONSTRAINT_VIOLATED] NOT NULL constraint violated for column: id",
            "/* dbt */ merge into `gold`.`things` as d using x",
            "gold.things: the column id must not be null",
        ),
        (
            "[DELTA_VIOLATE_CONSTRAINT_WITH_VALUES] CHECK constraint few (n < 3) violated.",
            "insert overwrite table gold.things select 1",
            "gold.things: a row breaks the check constraint few (n < 3). No row was written.",
        ),
    ],
)
def test_engine_errors_become_readable(text: str, sql: str, expected: str) -> None:
    assert engine_message(RuntimeError(text), sql).startswith(expected)


@pytest.mark.parametrize(
    ("sql", "expected"),
    [
        ("select 1", True),
        ("/* dbt */\n-- insert into t\n  SELECT\n1", True),
        ("/* dbt */ insert into t /* of */ select 1", False),
        ("-- select\ninsert overwrite t select 1", False),
        ("with a as (select 1) insert into t select * from a", False),
        ("selected", False),
    ],
)
def test_what_only_reads_is_known_by_its_beginning(sql: str, expected: bool) -> None:
    assert is_select(sql) is expected
