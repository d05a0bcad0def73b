"""The open lakes of this process: one session and one lock each, shared by all of dbt's threads."""

import atexit
import threading
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dbt_common.exceptions import DbtRuntimeError

from dbt.adapters.lake.places import Lock, place_of

if TYPE_CHECKING:
    from pyspark.sql.connect.session import SparkSession

    from dbt.adapters.lake.built_from import BuiltFrom


@dataclass(frozen=True)
class LakeSession:
    """An open lake; `warnings` tell what in it could not be attached."""

    root: str
    lock: Lock
    spark: "SparkSession"
    warnings: tuple[str, ...]
    built_from: "BuiltFrom"


_guard = threading.RLock()
_sessions: dict[str, LakeSession] = {}


def open_session(root: str) -> tuple[LakeSession, bool]:
    """Return the lake's session and whether it is new: locked, started, and attached.

    Raises: LakeInUseError when another process holds the lake.
    """
    with _guard:
        is_new = root not in _sessions
        if is_new:
            _sessions[root] = _start(root)
        return _sessions[root], is_new


def close_session(root: str) -> None:
    """Forget the lake's catalog and let other processes write; does nothing when not open."""
    with _guard:
        session = _sessions.pop(root, None)
        if session:
            try:
                _save(session)
                session.spark.stop()
            finally:
                session.lock.release()


def _save(session: LakeSession) -> None:
    # What is not remembered is built again: a full disk or a lost lock is no reason to fail here.
    with suppress(OSError, DbtRuntimeError):
        session.lock.check()
        session.built_from.save()


def _start(root: str) -> LakeSession:
    lock = place_of(root).take_lock(root)
    try:
        # The engine takes a second to load: `dbt parse` and `dbt ls` never come here.
        from dbt.adapters.lake.attach import attach_lake
        from dbt.adapters.lake.built_from import read_built_from
        from dbt.adapters.lake.server import new_session

        spark = new_session()
        # After the server's own exit handler, so that it runs before it: a session that is released
        # when its server is gone waits for minutes.
        atexit.register(close_session, root)
        return LakeSession(root, lock, spark, attach_lake(spark, root), read_built_from(root))
    except BaseException:
        lock.release()
        raise
