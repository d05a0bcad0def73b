"""What Unity Catalog would know of tables, read from Spark's catalog and the tables' Delta logs."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlparse

from deltalake import DeltaTable
from pyspark.sql import SparkSession
from pyspark.sql import types as t

OWNER = "daybook"
_JSON_NAMES = {
    "long": "bigint",
    "integer": "int",
    "short": "smallint",
    "byte": "tinyint",
    "timestamp": "timestamp_ltz",
}


@dataclass(frozen=True)
class TableEntry:
    """A table of the catalog; `kind` is EXTERNAL, MANAGED or VIEW, `provider` such as `delta`."""

    schema_name: str
    name: str
    kind: str
    provider: str
    location: str
    comment: str | None
    columns: t.StructType

    def as_json(self) -> dict[str, Any]:
        """Return what `describe table extended ... as json` says of it."""
        said = {
            "table_name": self.name,
            "namespace": [self.schema_name],
            "schema_name": self.schema_name,
            "columns": [_column_as_json(field) for field in self.columns.fields],
            "type": self.kind,
            "provider": self.provider,
            "owner": OWNER,
            "comment": self.comment,
            "location": self.location,
        }
        return {key: value for key, value in said.items() if value not in (None, "")}

    def as_text(self, catalog: str) -> str:
        """Return what `show table extended` says of it."""
        head = {
            "Catalog": catalog,
            "Database": self.schema_name,
            "Table": self.name,
            "Owner": OWNER,
            "Comment": self.comment,
            "Type": self.kind,
            "Provider": self.provider,
        }
        lines = [f"{key}: {value}" for key, value in head.items() if value]
        lines.append("Schema: root")
        lines += [
            f" |-- {field.name}: {field.dataType.simpleString()} "
            f"(nullable = {str(field.nullable).lower()})"
            for field in self.columns.fields
        ]
        return "\n".join(lines) + "\n\n"


class Metastore:
    """The catalog that all sessions of one Spark share."""

    def __init__(self, spark: SparkSession) -> None:
        """Read the catalog in memory, without a statement: those take a second each."""
        session: Any = spark
        self._catalog = session._jsparkSession.sharedState().externalCatalog()

    def schemas(self) -> list[str]:
        """Return the names of all schemas."""
        return _names(self._catalog.listDatabases())

    def tables(self, schema_name: str) -> Iterator[TableEntry]:
        """Yield the tables of a schema, none where it is not there."""
        if schema_name in self.schemas():
            for name in _names(self._catalog.listTables(schema_name)):
                yield self.table(schema_name, name)

    def has(self, schema_name: str, name: str) -> bool:
        """Say whether there is such a table."""
        return bool(self._catalog.tableExists(schema_name, name))

    def table(self, schema_name: str, name: str) -> TableEntry:
        """Return one table, by its Delta log where it has one."""
        found = self._catalog.getTable(schema_name, name)
        provider = found.provider().get() if found.provider().isDefined() else ""
        place = found.storage().locationUri()
        location = place.get().toString() if place.isDefined() else ""
        comment = found.comment().get() if found.comment().isDefined() else None
        columns = found.schema().json()
        if provider.lower() == "delta":
            delta = DeltaTable(urlparse(location).path)
            comment, columns = delta.metadata().description, delta.schema().to_json()
        return TableEntry(
            schema_name,
            name,
            found.tableType().name(),
            provider,
            location,
            comment,
            t.StructType.fromJson(json.loads(columns)),
        )


def _names(found: Any) -> list[str]:
    return [name for name in found.mkString("\n").split("\n") if name]


def _column_as_json(field: t.StructField) -> dict[str, Any]:
    said = {"name": field.name, "type": _type_as_json(field.dataType), "nullable": field.nullable}
    return said | ({"comment": field.metadata["comment"]} if "comment" in field.metadata else {})


def _type_as_json(kind: t.DataType) -> dict[str, Any]:
    name = kind.typeName()
    if isinstance(kind, t.DecimalType):
        return {"name": "decimal", "precision": kind.precision, "scale": kind.scale}
    if isinstance(kind, t.ArrayType):
        return {
            "name": "array",
            "element_type": _type_as_json(kind.elementType),
            "element_nullable": kind.containsNull,
        }
    if isinstance(kind, t.MapType):
        return {
            "name": "map",
            "key_type": _type_as_json(kind.keyType),
            "value_type": _type_as_json(kind.valueType),
            "value_nullable": kind.valueContainsNull,
        }
    if isinstance(kind, t.StructType):
        return {"name": "struct", "fields": [_column_as_json(field) for field in kind.fields]}
    return {"name": _JSON_NAMES.get(name, name)}
