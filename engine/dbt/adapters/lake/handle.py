"""A dbt connection's handle on an open lake."""

import json
from typing import TYPE_CHECKING

from dbt_common.exceptions import DbtDatabaseError
from pyspark.errors import PySparkException

from dbt.adapters.lake import delta_tables
from dbt.adapters.lake.attach import attach_delta
from dbt.adapters.lake.built_from import BuiltFrom
from dbt.adapters.lake.cursor import LakeCursor
from dbt.adapters.lake.interrupts import Interrupts
from dbt.adapters.lake.messages import engine_message
from dbt.adapters.lake.noting_cursor import NotingCursor
from dbt.adapters.lake.paths import identifier
from dbt.adapters.lake.sessions import LakeSession
from dbt.adapters.lake.shapes import ColumnShape, Shape, shape_columns

if TYPE_CHECKING:
    from pyspark.sql.types import StructType


class LakeHandle:
    """Gives dbt cursors, and the adapter what SQL cannot do here.

    Closing does nothing: dbt closes after each node, and the lake stays open for the next.
    """

    def __init__(self, session: LakeSession) -> None:
        self._session = session
        self._interrupts = Interrupts(session.spark)
        self._schemas: dict[str, StructType] = {}

    @property
    def built_from(self) -> BuiltFrom:
        """What the lake's tables were built from."""
        return self._session.built_from

    def cursor(self) -> LakeCursor:
        """Return a new cursor for the next statement, which needs the lock still to be held."""
        self._session.lock.check()
        session = self._session
        return NotingCursor(session.built_from, session.spark, self._interrupts, self._schemas)

    def close(self) -> None:
        """Do nothing: the session outlives the connection."""

    def rollback(self) -> None:
        """Do nothing: every statement is its own commit."""

    def cancel(self) -> None:
        """Interrupt the running statement: dbt does so at Ctrl-C and with --fail-fast."""
        self._interrupts.interrupt()

    def columns(self, name: str) -> tuple[ColumnShape, ...]:
        """Return the columns of a table or view under its rendered name.

        Raises: DbtDatabaseError when there is none.
        """
        try:
            schema = self._session.spark.table(name).schema
        except PySparkException as error:
            raise DbtDatabaseError(engine_message(error)) from None
        return shape_columns(schema.jsonValue()["fields"])

    def holds_shape(self, location: str, shape: Shape) -> bool:
        """Say whether the table in a folder has exactly this shape."""
        return delta_tables.read_shape(location) == shape

    def add_columns(self, name: str, location: str, columns: list[tuple[str, str]]) -> None:
        """Add nullable columns of Spark SQL types to a table, and show them to the session."""
        self._session.lock.check()
        casts = ", ".join(
            f"cast(null as {kind}) as {identifier(column)}" for column, kind in columns
        )
        fields = json.loads(self._session.spark.sql(f"select {casts}").schema.json())["fields"]
        delta_tables.add_columns(location, fields)
        self.built_from.has_written()
        self._schemas.clear()
        attach_delta(self._session.spark, name, location)

    def finish(self, location: str) -> None:
        """Say in a table's log that its first rows are complete."""
        self._session.lock.check()
        delta_tables.finish(location)
        self.built_from.has_written()
