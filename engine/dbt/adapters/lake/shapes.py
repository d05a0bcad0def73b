"""The shape of a table: columns, nullability, partitions and check constraints."""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from dbt_common.exceptions import CompilationError

from dbt.adapters.lake.paths import identifier, literal

CHECK_PREFIX = "delta.constraints."
# A table of which the first rows are not complete: the run that made it was interrupted.
UNFINISHED = "lake.unfinished"

_PRIMITIVES = {"long": "bigint", "integer": "int", "short": "smallint", "byte": "tinyint"}
_PLAIN_NAME = re.compile(r"\w+")


@dataclass(frozen=True)
class ColumnShape:
    """A column: its Spark SQL type and whether it refuses nulls."""

    name: str
    data_type: str
    is_required: bool = False

    def ddl(self) -> str:
        """Return the column as `create table` wants it."""
        required = " not null" if self.is_required else ""
        return f"{identifier(self.name)} {self.data_type}{required}"


@dataclass(frozen=True)
class Shape:
    """A table's shape; two tables of one shape can be overwritten in one commit."""

    columns: tuple[ColumnShape, ...]
    partition_by: tuple[str, ...] = ()
    checks: Mapping[str, str] = field(default_factory=dict)

    def columns_ddl(self) -> str:
        """Return the columns as `create table` wants them."""
        return ", ".join(column.ddl() for column in self.columns)

    def partition_ddl(self) -> str:
        """Return the `partitioned by` clause, empty without partitions."""
        names = ", ".join(identifier(name) for name in self.partition_by)
        return f"partitioned by ({names})" if names else ""

    def properties_ddl(self, properties: Mapping[str, Any], *, is_unfinished: bool) -> str:
        """Return the `tblproperties` clause: the model's own, check constraints, the mark."""
        checks = {CHECK_PREFIX + name: expression for name, expression in self.checks.items()}
        mark = {UNFINISHED: "true"} if is_unfinished else {}
        pairs = {**properties, **checks, **mark}.items()
        listed = ", ".join(f"{literal(key)} = {literal(str(value))}" for key, value in pairs)
        return f"tblproperties ({listed})" if listed else ""


def spark_type(delta_type: str | Mapping[str, Any]) -> str:
    """Return the Spark SQL type of a type as Delta and Spark write it in JSON."""
    if isinstance(delta_type, str):
        return _PRIMITIVES.get(delta_type, delta_type)
    if delta_type["type"] == "array":
        return f"array<{spark_type(delta_type['elementType'])}>"
    if delta_type["type"] == "map":
        return f"map<{spark_type(delta_type['keyType'])},{spark_type(delta_type['valueType'])}>"
    members = (
        f"{_member_name(member['name'])}:{spark_type(member['type'])}"
        for member in delta_type["fields"]
    )
    return f"struct<{','.join(members)}>"


def shape_columns(fields: Iterable[Mapping[str, Any]]) -> tuple[ColumnShape, ...]:
    """Return the columns of a schema in Delta's JSON."""
    return tuple(
        ColumnShape(field["name"], spark_type(field["type"]), is_required=not field["nullable"])
        for field in fields
    )


def wanted_shape(
    query_columns: Iterable[tuple[str, str]],
    partition_by: str | Iterable[str] | None,
    contract: Mapping[str, Any] | None,
) -> Shape:
    """Return the shape that a model wants: its query's types, its contract's constraints.

    query_columns: names and types. contract: the model's node when its contract is enforced.
    Raises: CompilationError for a column without a type.
    """
    required, checks = _constraints(contract or {})
    names = (partition_by,) if isinstance(partition_by, str) else tuple(partition_by or ())
    columns = tuple(ColumnShape(name, kind, name in required) for name, kind in query_columns)
    for column in columns:
        if "void" in column.data_type:
            raise CompilationError(
                f"The column {column.name} has no type ({column.data_type}): every value is null. "
                f"Write `cast(null as <type>) as {column.name}`.",
            )
    return Shape(columns, names, checks)


def _constraints(node: Mapping[str, Any]) -> tuple[frozenset[str], dict[str, str]]:
    required: set[str] = set()
    checks: dict[str, str] = {}
    named = [
        (column["name"], c)
        for column in node.get("columns", {}).values()
        for c in column.get("constraints") or ()
    ]
    for column_name, constraint in [*named, *((None, c) for c in node.get("constraints") or ())]:
        if constraint["type"] == "not_null":
            required.update([column_name] if column_name else constraint.get("columns") or ())
        if constraint["type"] == "check":
            expression = constraint["expression"]
            checks[constraint.get("name") or _check_name(expression)] = expression
    return frozenset(required), checks


def _check_name(expression: str) -> str:
    return "check_" + hashlib.sha256(expression.encode()).hexdigest()[:8]


def _member_name(name: str) -> str:
    return name if _PLAIN_NAME.fullmatch(name) else identifier(name)
