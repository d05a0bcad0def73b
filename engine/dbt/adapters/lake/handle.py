"""A dbt connection's handle on an open lake."""

import json
from typing import Any

from grpc import RpcError
from pyspark.errors import PySparkException

from dbt.adapters.lake import delta_tables
from dbt.adapters.lake.attach import attach_delta
from dbt.adapters.lake.cursor import LakeCursor
from dbt.adapters.lake.sessions import LakeSession
from dbt.adapters.lake.shapes import ColumnShape, Shape


class LakeHandle:
    """Gives dbt cursors, and the adapter what SQL cannot do here.

    Closing does nothing: dbt closes after each node, and the lake stays open for the next.
    """

    def __init__(self, session: LakeSession) -> None:
        self._session = session

    def cursor(self) -> LakeCursor:
        """Return a new cursor."""
        return LakeCursor(self._session.spark)

    def close(self) -> None:
        """Do nothing: the session outlives the connection."""

    def rollback(self) -> None:
        """Do nothing: every statement is its own commit."""

    def cancel(self) -> None:
        """Interrupt what the session runs; dbt cancels all its connections together."""
        try:
            self._session.spark.interruptAll()
        except (PySparkException, RpcError):
            return  # the statement ended by itself

    def columns(self, name: str) -> tuple[ColumnShape, ...]:
        """Return the columns of a table or view under its rendered name.

        Raises: DbtDatabaseError when there is none.
        """
        cursor = self.cursor()
        cursor.execute(f"select * from {name}")
        return tuple(
            ColumnShape(column, kind, is_required=not is_nullable)
            for column, kind, *_, is_nullable in cursor.description
        )

    def holds_shape(self, location: str, shape: Shape) -> bool:
        """Say whether the table in a folder has exactly this shape."""
        return delta_tables.read_shape(location) == shape

    def add_columns(self, name: str, location: str, columns: list[tuple[str, str]]) -> None:
        """Add nullable columns of Spark SQL types to a table, and show them to the session."""
        casts = ", ".join(f"cast(null as {kind}) as `{column}`" for column, kind in columns)
        fields = json.loads(self._session.spark.sql(f"select {casts}").schema.json())["fields"]
        delta_tables.add_columns(location, fields)
        attach_delta(self._session.spark, name, location)

    def finish(self, location: str) -> None:
        """Say in a table's log that its first rows are complete."""
        delta_tables.finish(location)


def make_handle(session: LakeSession) -> Any:
    """Return a handle; typed loosely because dbt's connections take any."""
    return LakeHandle(session)
