"""What the embedded engine leaves to the deltalake library: the log, and new columns."""

import json
from collections.abc import Iterable, Mapping
from typing import Any

from deltalake import DeltaTable, Field
from deltalake.schema import Schema

from dbt.adapters.lake.shapes import CHECK_PREFIX, UNFINISHED, Shape, shape_columns


def read_properties(location: str) -> Mapping[str, str]:
    """Return a table's properties.

    Raises: DeltaError when its log cannot be read.
    """
    return DeltaTable(location).metadata().configuration


def read_shape(location: str) -> Shape | None:
    """Return the shape of the table in a folder; None where no table is."""
    if not DeltaTable.is_deltatable(location):
        return None
    table = DeltaTable(location)
    metadata = table.metadata()
    return Shape(
        columns=shape_columns(json.loads(table.schema().to_json())["fields"]),
        partition_by=tuple(metadata.partition_columns),
        checks={
            name.removeprefix(CHECK_PREFIX): expression
            for name, expression in metadata.configuration.items()
            if name.startswith(CHECK_PREFIX)
        },
    )


def add_columns(location: str, fields: Iterable[Mapping[str, Any]]) -> None:
    """Add nullable columns, given as fields of a Delta schema, in one commit."""
    schema = json.dumps({"type": "struct", "fields": [{**f, "nullable": True} for f in fields]})
    added: list[Field] = Schema.from_json(schema).fields
    DeltaTable(location).alter.add_columns(added)


def finish(location: str) -> None:
    """Say in a table's log that its first rows are complete."""
    if read_properties(location).get(UNFINISHED) == "true":
        DeltaTable(location).alter.set_table_properties(
            {UNFINISHED: "false"},
            raise_if_not_exists=False,
        )
