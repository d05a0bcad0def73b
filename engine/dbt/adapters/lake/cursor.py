"""A cursor over a session of the embedded engine, in the shape that dbt expects."""

import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any, TypeVar, cast

from dbt_common.exceptions import DbtDatabaseError
from pyspark.errors import PySparkException
from pyspark.sql.connect.dataframe import DataFrame
from pyspark.sql.connect.plan import SQL

from dbt.adapters.lake.interrupts import Interrupts
from dbt.adapters.lake.messages import engine_message, is_lost_race, is_select, written_table
from dbt.adapters.lake.paths import literal
from dbt.adapters.lake.shapes import spark_type

if TYPE_CHECKING:
    from pyspark.sql.connect.session import SparkSession
    from pyspark.sql.types import StructType

ATTEMPTS = 8
LONGEST_WAIT_SECONDS = 2.0

Result = TypeVar("Result")
Description = tuple[str, str, None, None, None, None, bool]


class LakeCursor:
    """Runs one statement at a time; commands run at once, queries when rows are fetched."""

    def __init__(
        self,
        spark: "SparkSession",
        interrupts: Interrupts | None = None,
        schemas: "dict[str, StructType] | None" = None,
    ) -> None:
        self._spark = spark
        self._interrupts = interrupts or Interrupts(spark)
        # By query, until something is written: of a model with a contract dbt asks twice.
        self._schemas = {} if schemas is None else schemas
        self._sql = ""
        self._frame: DataFrame | None = None
        self._rows: list[tuple[Any, ...]] | None = None
        self._collected_schema: StructType | None = None

    def execute(self, sql: str, bindings: Sequence[Any] | None = None) -> None:
        """Run a statement; a write that lost a race with another is tried again."""
        self._rows = self._collected_schema = None
        self._sql = sql.strip().rstrip(";")
        if bindings is not None:
            self._sql %= tuple(sql_value(value) for value in bindings)
        with _turn_to_write(self._sql):
            self._frame = self._tried(self._start)

    @property
    def description(self) -> list[Description]:
        """Return name, type and nullability of the result's columns."""
        if self._frame is None:
            return []
        frame = self._frame
        schema = self._collected_schema or self._schemas.get(self._sql)
        if schema is None:
            schema = self._schemas[self._sql] = self._tried(lambda: frame.schema)
        return [
            (f["name"], spark_type(f["type"]), None, None, None, None, f["nullable"])
            for f in schema.jsonValue()["fields"]
        ]

    def collect(self) -> None:
        """Run a query whose rows are wanted; they bring the columns, which else cost a planning."""
        if self._rows is None:
            self._rows = self._collect()

    def fetchall(self) -> list[tuple[Any, ...]]:
        """Return the rows not yet fetched."""
        rows, self._rows = self._remaining(), []
        return rows

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        """Return the next rows, at most `size`."""
        rows = self._remaining()
        self._rows = rows[size:]
        return rows[:size]

    def fetchone(self) -> tuple[Any, ...] | None:
        """Return the next row."""
        rows = self.fetchmany(1)
        return rows[0] if rows else None

    def close(self) -> None:
        """Forget the result."""
        self._frame = self._rows = self._collected_schema = None

    def _start(self) -> DataFrame:
        if is_select(self._sql):
            # `sql` would send it to the server, which answers that it is a query, and no more.
            return DataFrame(SQL(self._sql, [], {}, []), self._spark)
        self._schemas.clear()
        return cast("DataFrame", self._spark.sql(self._sql))

    def _remaining(self) -> list[tuple[Any, ...]]:
        self.collect()
        return self._rows or []

    def _collect(self) -> list[tuple[Any, ...]]:
        if self._frame is None:
            return []
        # `toArrow` asks for the schema beforehand: the query would be planned once more.
        table, self._collected_schema = self._tried(self._frame._to_table)  # noqa: SLF001
        columns = [[_plain(value) for value in column.to_pylist()] for column in table.columns]
        return list(zip(*columns, strict=True))

    def _tried(self, action: Callable[[], Result]) -> Result:
        """Do something of the engine, and again where another writer was in the way."""
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self._interrupts.running():
                    return action()
            except PySparkException as error:
                if not is_lost_race(error, self._sql) or attempt == ATTEMPTS:
                    raise self._failure(error) from None
                time.sleep(_wait_seconds(attempt))
        raise AssertionError  # the last attempt returns or raises

    def _failure(self, error: Exception) -> DbtDatabaseError:
        return DbtDatabaseError(engine_message(error, self._sql))


_guard = threading.Lock()
_turns: dict[str, threading.Lock] = {}


def _turn_to_write(sql: str) -> AbstractContextManager[object]:
    """Let the threads of this process write a table one after the other: none loses its race."""
    table = written_table(sql)
    if table is None:
        return nullcontext()
    with _guard:
        return _turns.setdefault(table, threading.Lock())


def sql_value(value: Any) -> str:
    """Return a Python value as SQL; dbt's seeds come this way."""
    match value:
        case None:
            return "null"
        case bool():
            return str(value).lower()
        case int() | float() | Decimal():
            return str(value)
        case datetime():
            return f"timestamp'{value.isoformat(sep=' ')}'"
        case date():
            return f"date'{value.isoformat()}'"
        case _:
            return literal(str(value))


def _plain(value: Any) -> Any:
    # dbt expects times without a zone; they are UTC here, whatever zone this machine is in.
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _wait_seconds(attempt: int) -> float:
    longest = min(LONGEST_WAIT_SECONDS, 0.05 * 2**attempt)
    return random.uniform(longest / 10, longest)  # noqa: S311 - jitter is no secret
