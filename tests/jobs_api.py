"""A small server that starts jobs as the Databricks Jobs API 2.2 documents it.

Source: Databricks REST API reference, POST /api/2.2/jobs/run-now, and its page on rate limits.
"""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Lock, Thread
from typing import Any

TOKEN = "dapi-made-up"  # noqa: S105  (the test's own)
JOB = 7
RUN_NOW = "/api/2.2/jobs/run-now"
_LONGEST_TOKEN = 64
_CODES = {
    400: "INVALID_PARAMETER_VALUE",
    404: "RESOURCE_DOES_NOT_EXIST",
    429: "REQUEST_LIMIT_EXCEEDED",
    500: "INTERNAL_ERROR",
    503: "TEMPORARILY_UNAVAILABLE",
}


@dataclass(frozen=True)
class Run:
    """A run that was started; `state` is RUNNING, QUEUED or SKIPPED."""

    run_id: int
    state: str
    parameters: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """A status with its body; status 0 is an answer that gets lost on its way."""

    status: int
    body: Mapping[str, Any]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class JobsApi:
    """Hold what was asked, and answer with `troubles` first, then as Databricks does.

    A trouble is a status, or `lost`: the run starts, the answer does not arrive.
    One run of the job is active at a time: others wait in its queue where they asked for that.
    """

    port: int = 0
    troubles: list[int | str] = field(default_factory=list)
    retry_after: str = "1"
    requests: list[dict[str, Any]] = field(default_factory=list)
    runs: dict[str, Run] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)

    @property
    def environment(self) -> dict[str, str]:
        """Return what leads the SDK here."""
        return {
            "DATABRICKS_HOST": f"http://127.0.0.1:{self.port}",
            "DATABRICKS_TOKEN": TOKEN,
            "DATABRICKS_CONFIG_FILE": "/nonexistent",
        }

    def answer(self, path: str, asked: dict[str, Any], token: str | None) -> Answer:
        """Answer a request to start a job."""
        self.requests.append(asked)
        trouble = self.troubles.pop(0) if self.troubles else None
        if token != f"Bearer {TOKEN}":
            return Answer(401, {"error_code": "UNAUTHENTICATED", "message": f"bad token {token}"})
        if isinstance(trouble, int):
            return self._refused(trouble)
        if path != RUN_NOW or asked["job_id"] != JOB:
            return self._refused(404)
        if len(asked.get("idempotency_token", "")) > _LONGEST_TOKEN:
            return self._refused(400)
        run = self._started(asked)
        return Answer(0 if trouble == "lost" else 200, {"run_id": run.run_id})

    def _refused(self, status: int) -> Answer:
        headers = {"Retry-After": self.retry_after} if status in (429, 503) else {}
        said = {"error_code": _CODES.get(status, "X"), "message": "made to fail"}
        return Answer(status, said, headers)

    def _started(self, asked: dict[str, Any]) -> Run:
        """Return the run of a token; without one every request starts another."""
        token = asked.get("idempotency_token") or f"none-{len(self.requests)}"
        is_queued = asked.get("queue", {}).get("enabled", False)
        with self.lock:
            state = "RUNNING" if not self.runs else "QUEUED" if is_queued else "SKIPPED"
            run = Run(len(self.runs) + 1, state, asked.get("job_parameters", {}))
            return self.runs.setdefault(token, run)


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
            answer = api.answer(self.path, asked, self.headers.get("Authorization"))
            if not answer.status:
                # A dropped connection: the caller cannot know whether the run began.
                time.sleep(0.05)
                self.close_connection = True
                return
            body = json.dumps(answer.body).encode()
            self.send_response(answer.status)
            for name, value in answer.headers.items():
                self.send_header(name, value)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            return

    return Handler
