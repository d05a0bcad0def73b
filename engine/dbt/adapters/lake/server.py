"""The embedded server: one in a process, started on first use, stopped at exit.

Importing this module loads the engine (about a second): import it only to run SQL.
"""

import atexit
import os
import threading

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
}

_guard = threading.Lock()
_server: SparkConnectServer | None = None


def new_session() -> SparkSession:
    """Open a session with an empty catalog; a catalog lives as long as its session."""
    builder = SparkSession.builder.remote(_address())
    for name, value in SESSION_SETTINGS.items():
        builder = builder.config(name, value)
    return builder.create()


def _address() -> str:
    global _server  # noqa: PLW0603 - one server in a process
    with _guard:
        if _server is None:
            _server = SparkConnectServer("127.0.0.1", 0)
            _server.start(background=True)
            atexit.register(_server.stop)
        host, port = _server.listening_address
    return f"sc://{host}:{port}"
