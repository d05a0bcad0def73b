"""dbt's connections to a lake."""

from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from dbt.adapters.contracts.connection import Connection, ConnectionState, Credentials
from dbt.adapters.events.logging import AdapterLogger
from dbt.adapters.spark.connections import SparkConnectionManager
from dbt_common.exceptions import DbtRuntimeError
from dbt_common.invocation import get_invocation_id

from dbt.adapters.lake.paths import lake_root
from dbt.adapters.lake.sessions import LakeSession, close_session, open_session

if TYPE_CHECKING:
    import agate  # type: ignore[import-untyped]

events = AdapterLogger("Lake")


@dataclass
class LakeCredentials(Credentials):
    """A profile's target of type `lake`; `path` is the lake's folder or address."""

    # A lake has no databases; dbt asks for one all the same.
    database: str | None = None  # type: ignore[assignment]
    schema: str = ""
    path: str = ""

    def __post_init__(self) -> None:
        if not self.path or not self.schema:
            raise DbtRuntimeError(
                "A target of type `lake` needs `path` (the lake's folder) and `schema` "
                "in profiles.yml.",
            )
        self.path = lake_root(self.path)
        self.database = None

    @property
    def type(self) -> str:
        """Return the name by which profiles call this adapter."""
        return "lake"

    @property
    def unique_field(self) -> str:
        """Return what tells one lake from another."""
        return self.path

    def _connection_keys(self) -> tuple[str, ...]:
        return ("path", "schema")


class LakeConnectionManager(SparkConnectionManager):
    """Opens the lake at the first connection of an invocation and closes it at its end."""

    TYPE = "lake"

    @classmethod
    def open(cls, connection: Connection) -> Connection:
        """Give a connection its handle; the first one locks and attaches the lake."""
        if connection.state == ConnectionState.OPEN:
            return connection
        session, is_new = open_session(lake_root(connection.credentials.path))
        if is_new:
            _warn(session)
        # The engine is loaded by now; before the first connection it must not be.
        from dbt.adapters.lake.handle import LakeHandle

        connection.handle = LakeHandle(session)
        connection.state = ConnectionState.OPEN
        return connection

    def cleanup_all(self) -> None:
        """Close all connections, and with them the lake: a long-lived process gives it free."""
        super().cleanup_all()
        close_session(lake_root(self.profile.credentials.unique_field))

    @classmethod
    def get_result_from_cursor(cls, cursor: Any, limit: int | None) -> "agate.Table":
        """Return a query's rows; they are fetched first and bring the columns along."""
        cursor.collect()
        return super().get_result_from_cursor(cursor, limit)

    @contextmanager
    def exception_handler(self, sql: str) -> Generator[None, None, None]:
        """Pass dbt's own errors on as they are; the cursor has made them readable."""
        try:
            yield
        except DbtRuntimeError:
            events.debug("Error while running:\n{}", sql)
            raise


_warned: set[tuple[str, str]] = set()


def _warn(session: LakeSession) -> None:
    # One invocation may open a lake twice (`dbt docs generate`), and says everything once.
    for warning in session.warnings:
        key = (get_invocation_id(), warning)
        if key not in _warned:
            _warned.add(key)
            events.warning(warning)
