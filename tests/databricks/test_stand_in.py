"""What the stand-in of a warehouse answers is what the connector itself can read."""

from typing import Any

import pytest
from databricks.sql.backend.thrift_backend import ThriftDatabricksClient
from pyspark.sql import types as t

from tests.databricks.warehouse import column_of


@pytest.mark.parametrize(
    ("of", "told"),
    [
        (t.DecimalType(18, 2), ("decimal", 18, 2)),
        (t.LongType(), ("bigint", None, None)),
        (t.StringType(), ("string", None, None)),
        (t.ArrayType(t.StringType()), ("array", None, None)),
    ],
)
def test_a_column_is_read_with_its_type(of: t.DataType, told: tuple[Any, ...]) -> None:
    # It ships no types of its own.
    read: Any = ThriftDatabricksClient._col_to_description
    described = read(column_of(1, t.StructField("amount", of)))

    assert described[0] == "amount"
    assert (described[1], *described[4:6]) == told
