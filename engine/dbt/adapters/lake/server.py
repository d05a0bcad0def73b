"""The embedded server: one in a process, started on first use, stopped at exit.

Importing this module loads the engine (about a second): import it only to run SQL.
"""

import atexit
import ctypes
import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

# Sail reads it once, when it starts. Its log repeats what a statement's error says, and reports
# each lost race of two writers, which the cursor retries.
os.environ.setdefault("RUST_LOG", "error,sail_delta_lake::transaction=off")

from pysail.spark import SparkConnectServer
from pyspark.sql.connect.session import SparkSession

SESSION_SETTINGS = {
    # Not Etc/UTC: the types of stored timestamps would no longer match.
    "spark.sql.session.timeZone": "UTC",
    # dbt-spark turns it off on every Spark; the engines must agree on bad casts.
    "spark.sql.ansi.enabled": "false",
    # A plain `create table` of a hook would otherwise be a folder of Parquet files without a log,
    # which the next process cannot attach.
    "spark.sql.sources.default": "delta",
}

LONGEST_WAIT_SECONDS = 1.0

_GET_HANDLER = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_int)(("PyOS_getsig", ctypes.pythonapi))
_SET_HANDLER = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(
    ("PyOS_setsig", ctypes.pythonapi),
)

_guard = threading.Lock()
_server: SparkConnectServer | None = None


def new_session() -> SparkSession:
    """Open a session with an empty catalog; a catalog lives as long as its session."""
    builder = SparkSession.builder.remote(_address())
    for name, value in SESSION_SETTINGS.items():
        builder = builder.config(name, value)
    session = builder.create()
    # Within one process no answer gets lost: each statement spares a thread and a call that says
    # that its answer has come.
    session.client.disable_reattachable_execute()
    return session


def _address() -> str:
    global _server  # noqa: PLW0603 - one server in a process
    with _guard:
        if _server is None:
            _server = SparkConnectServer("127.0.0.1", 0)
            with _own_interrupts():
                _server.start(background=True)
            atexit.register(_server.stop)
        host, port = _server.listening_address
    return f"sc://{host}:{port}"


@contextmanager
def _own_interrupts() -> Iterator[None]:
    # The server takes SIGINT for itself a moment after its start, and dbt would no longer stop at
    # Ctrl-C. Python's signal module sets handlers in the main thread only, its C API in any.
    handler = _GET_HANDLER(signal.SIGINT)
    yield
    deadline = time.monotonic() + LONGEST_WAIT_SECONDS
    while _GET_HANDLER(signal.SIGINT) == handler and time.monotonic() < deadline:
        time.sleep(0.001)
    _SET_HANDLER(signal.SIGINT, handler)
