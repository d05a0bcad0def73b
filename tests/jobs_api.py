"""A small server that speaks the part of the Databricks Jobs API that a trigger uses."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

TOKEN = "dapi-made-up"  # noqa: S105  (the test's own)


@dataclass
class JobsApi:
    """Hold what was asked, and answer with `troubles` first, then as Databricks does.

    A trouble is a status, or `lost`: the run starts, the answer does not arrive.
    """

    port: int = 0
    troubles: list[int | str] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    runs: dict[str, int] = field(default_factory=dict)

    @property
    def environment(self) -> dict[str, str]:
        """Return what leads the SDK here."""
        return {
            "DATABRICKS_HOST": f"http://127.0.0.1:{self.port}",
            "DATABRICKS_TOKEN": TOKEN,
            "DATABRICKS_CONFIG_FILE": "/nonexistent",
        }

    def answer(self, asked: dict[str, Any], token: str | None) -> tuple[int, dict[str, Any]]:
        """Return status and body of a request to start a job."""
        self.requests.append(asked)
        trouble = self.troubles.pop(0) if self.troubles else None
        if token != f"Bearer {TOKEN}":
            return 401, {"error_code": "UNAUTHENTICATED", "message": f"bad token {token}"}
        if isinstance(trouble, int):
            return trouble, {"error_code": _CODES.get(trouble, "X"), "message": "made to fail"}
        run = self.runs.setdefault(asked["idempotency_token"], len(self.runs) + 1)
        return (0 if trouble == "lost" else 200), {"run_id": run}


_CODES = {429: "REQUEST_LIMIT_EXCEEDED", 404: "RESOURCE_DOES_NOT_EXIST", 500: "INTERNAL_ERROR"}


@contextmanager
def jobs_api() -> Iterator[JobsApi]:
    """Run the server on a free port."""
    api = JobsApi()
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(api))
    api.port = server.server_port
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield api
    finally:
        server.shutdown()
        server.server_close()


def _handler(api: JobsApi) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            asked = json.loads(self.rfile.read(length))
            status, said = api.answer(asked, self.headers.get("Authorization"))
            if not status:
                # A dropped connection: the caller cannot know whether the run began.
                time.sleep(0.05)
                self.close_connection = True
                return
            body = json.dumps(said).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    return Handler
