"""Buckets for tests: a stand-in for S3 in a process of its own, spoken to over its socket."""

import os
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ingestion.storage.bucket_access import client, session

# Parts as small as tests need; S3 itself takes none below five megabytes.
SMALLEST_PART = 256
# Files beside the cache: while one is there, the stand-in asks everybody to slow down, or takes
# every question and never answers.
_REFUSES, _IS_SILENT = "refuses", "silent"
# In memory: the stand-in opens a file for each object that is larger.
LARGEST_IN_MEMORY = 64 << 20
_SERVER = """
import os
import sys
import threading
import time
from functools import cache
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server
from werkzeug.wrappers import Response
# For each call it would list the folders of its own services, which takes a third of its time.
backend_of = cache(DomainDispatcherApplication.get_backend_for_host)
DomainDispatcherApplication.get_backend_for_host = backend_of
application, lock = DomainDispatcherApplication(create_backend_app), threading.Lock()
refusal = Response("<Error><Code>SlowDown</Code></Error>", 503, content_type="application/xml")

def one_at_a_time(*request):
    while os.path.exists(sys.argv[2]):
        time.sleep(0.1)
    if os.path.exists(sys.argv[1]):
        return refusal(*request)
    # S3 decides on a condition and writes in one step; the stand-in does so only one by one.
    with lock:
        return application(*request)

server = make_server("127.0.0.1", 0, one_at_a_time, threaded=True)
print(server.server_port, flush=True)
server.serve_forever()
"""


@dataclass(frozen=True)
class Bucket:
    """A fresh bucket with versions."""

    name: str

    def put(self, key: str, content: bytes) -> dict[str, Any]:
        """Put an object as an uploader would and return S3's answer."""
        answer: dict[str, Any] = client().put_object(Bucket=self.name, Key=key, Body=content)
        return answer

    def get(self, key: str) -> bytes:
        """Return an object's bytes."""
        body: bytes = client().get_object(Bucket=self.name, Key=key)["Body"].read()
        return body

    def keys(self, prefix: str = "") -> list[str]:
        """Return all keys below a prefix."""
        pages = client().get_paginator("list_objects_v2").paginate(Bucket=self.name, Prefix=prefix)
        return [one["Key"] for page in pages for one in page.get("Contents", ())]

    def uploads(self) -> list[str]:
        """Return the keys of unfinished uploads."""
        found = client().list_multipart_uploads(Bucket=self.name)
        return [one["Key"] for one in found.get("Uploads", ())]


@contextmanager
def s3_server(cache: Path) -> Iterator[dict[str, str]]:
    """Run the stand-in and yield the environment that leads to it."""
    server = subprocess.Popen(
        [sys.executable, "-c", _SERVER, str(cache / _REFUSES), str(cache / _IS_SILENT)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ
        | {
            "S3_UPLOAD_PART_MIN_SIZE": str(SMALLEST_PART),
            "MOTO_S3_DEFAULT_KEY_BUFFER_SIZE": str(LARGEST_IN_MEMORY),
        },
    )
    try:
        assert server.stdout is not None
        port = int(server.stdout.readline())
        endpoint = f"http://127.0.0.1:{port}"
        _wait_for(endpoint)
        yield {
            "AWS_ENDPOINT_URL": endpoint,
            "AWS_ALLOW_HTTP": "true",
            "AWS_REGION": "us-east-1",
            "AWS_DEFAULT_REGION": "us-east-1",
            "AWS_ACCESS_KEY_ID": "testing",
            "AWS_SECRET_ACCESS_KEY": "testing",
            "XDG_CACHE_HOME": str(cache),
        }
    finally:
        server.terminate()
        server.wait()


@contextmanager
def refusing(
    environment: Mapping[str, str],
    after_seconds: float,
    seconds: float,
    *,
    is_silent: bool = False,
) -> Iterator[None]:
    """Let the stand-in refuse everything for so long, at most until the block ends.

    is_silent: it accepts every question instead, and answers none.
    """
    mark = Path(environment["XDG_CACHE_HOME"]) / (_IS_SILENT if is_silent else _REFUSES)
    has_begun, is_over = threading.Event(), threading.Event()

    def refuse() -> None:
        if not is_over.wait(after_seconds):
            mark.parent.mkdir(parents=True, exist_ok=True)
            mark.touch()
            has_begun.set()
            is_over.wait(seconds)
        mark.unlink(missing_ok=True)

    thread = threading.Thread(target=refuse)
    thread.start()
    try:
        if after_seconds == 0:
            has_begun.wait()
        yield
    finally:
        is_over.set()
        thread.join()


def _wait_for(endpoint: str) -> None:
    for _ in range(100):
        try:
            urllib.request.urlopen(f"{endpoint}/moto-api/", timeout=1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise RuntimeError(endpoint)


def forget_the_way_in() -> None:
    """Let the next question to a bucket look at the environment anew."""
    session.cache_clear()
    client.cache_clear()


@pytest.fixture(scope="session")
def s3_endpoint(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, str]]:
    """Lead everything in this process, and below it, to the stand-in."""
    with (
        s3_server(tmp_path_factory.mktemp("cache")) as environment,
        pytest.MonkeyPatch.context() as patch,
    ):
        for name, value in environment.items():
            patch.setenv(name, value)
        forget_the_way_in()
        yield environment
    forget_the_way_in()


@pytest.fixture
def bucket(s3_endpoint: Mapping[str, str], request: pytest.FixtureRequest) -> Bucket:
    """Make a bucket of the test's own."""
    assert s3_endpoint
    return new_bucket(f"test-{abs(hash(request.node.nodeid)):x}")


def new_bucket(name: str, **options: Any) -> Bucket:
    """Make a bucket that keeps versions; `options` are those of its creation."""
    client().create_bucket(Bucket=name, **options)
    client().put_bucket_versioning(Bucket=name, VersioningConfiguration={"Status": "Enabled"})
    return Bucket(name)


@contextmanager
def hooked(event: str, hook: Callable[..., Any]) -> Iterator[None]:
    """Call a hook of the client's own for the time of a test."""
    client().meta.events.register_first(event, hook)
    try:
        yield
    finally:
        client().meta.events.unregister(event, hook)
