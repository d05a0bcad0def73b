"""Serve the site of a lake: one published folder a request, to browsers of this machine."""

import os
import shutil
import socket
from dataclasses import dataclass
from email.utils import formatdate
from functools import partial
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from socketserver import TCPServer
from typing import BinaryIO
from urllib.parse import unquote, urlsplit

from portal.content_types import content_type_of
from portal.policy import policy_of

LOCAL_HOST = "127.0.0.1"
_LOCAL_NAMES = frozenset({"localhost", LOCAL_HOST, "::1"})
_IDLE_SECONDS = 30


@dataclass(frozen=True)
class Served:
    """One file of the site that was up when it was asked for."""

    path: str
    file: Path


class SiteServer(ThreadingHTTPServer):
    """Serve what the link `site` leads to; a new publication needs no restart."""

    daemon_threads = True

    def __init__(self, site: Path, host: str, port: int) -> None:
        self.address_family = socket.AF_INET6 if ":" in host else socket.AF_INET
        super().__init__((host, port), partial(_SiteHandler, site=site))

    def server_bind(self) -> None:
        """Take the address; the base would ask the network for a name that nothing needs."""
        TCPServer.server_bind(self)
        self.server_name = str(self.server_address[0])
        self.server_port = int(self.server_address[1])

    @property
    def address(self) -> str:
        """Return where a browser finds it."""
        host = str(self.server_address[0])
        return f"http://{f'[{host}]' if ':' in host else host}:{self.server_port}"


def is_local(host: str) -> bool:
    """Tell whether only this machine can reach an address to listen on."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_allowed_host(header: str | None, name: str = "") -> bool:
    """Tell whether a request was meant for this server.

    A page elsewhere can let its own name lead to this machine (DNS rebinding); it cannot choose
    an IP address or one of the machine's own names.

    header: the request's `Host`. name: the machine's name.
    """
    host = (urlsplit(f"//{header or ''}").hostname or "").rstrip(".")
    if host in _LOCAL_NAMES or (name and host in (name.lower(), f"{name.lower()}.local")):
        return True
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def find_file(site: Path, target: str) -> Served | None:
    """Return the file that a request's target names, None where the site has none.

    The link is followed once, so that a publication in the middle of a request changes nothing.
    """
    root = Path(os.path.realpath(site))
    first, *parts = unquote(_path_of(target)).split("/")
    if parts and not parts[-1]:
        parts[-1] = "index.html"
    if first or any(_is_foreign(part) for part in parts):
        return None
    file = root.joinpath(*parts)
    is_inside = Path(os.path.realpath(file)).is_relative_to(root)
    return Served("/".join(parts), file) if is_inside and file.is_file() else None


def _path_of(target: str) -> str:
    """Return a target without its query; two slashes at its start name no other host."""
    return target.partition("?")[0].partition("#")[0]


def _is_foreign(part: str) -> bool:
    """Tell a piece of a path that no file of the site has: hidden, empty or with a separator."""
    return not part or part.startswith(".") or any(mark in part for mark in "\\\0/:")


class _SiteHandler(BaseHTTPRequestHandler):
    """Answer GET and HEAD with files of the site, and say nothing on the terminal."""

    protocol_version = "HTTP/1.1"
    server_version = "daybook"
    sys_version = ""
    timeout = _IDLE_SECONDS

    def __init__(self, *arguments: object, site: Path) -> None:
        self.site = site
        super().__init__(*arguments)  # type: ignore[arg-type]  # as the server gives them

    def do_GET(self) -> None:
        """Answer with a file."""
        self._answer()

    def do_HEAD(self) -> None:
        """Answer with what a file is like."""
        self._answer()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base's name)
        """Keep requests off the terminal."""

    def _answer(self) -> None:
        if not is_allowed_host(self.headers.get("Host"), socket.gethostname()):
            self._refuse(HTTPStatus.MISDIRECTED_REQUEST, "Open the site by its IP address.")
            return
        path = _path_of(self.path)
        folder = None if path.endswith("/") else find_file(self.site, f"{path}/")
        if folder is not None:
            self._redirect(f"/{folder.path.removesuffix('index.html')}")
            return
        served = find_file(self.site, self.path)
        try:
            # Opened before it is described: what is read is what was said, come what may.
            content = served.file.open("rb") if served else None
        except OSError:
            content = None
        if served is None or content is None:
            self._refuse(HTTPStatus.NOT_FOUND, "The site has no such page. Start at /")
            return
        with content:
            self._send(served.path, content)

    def _send(self, path: str, content: BinaryIO) -> None:
        stat = os.fstat(content.fileno())
        tag = f'"{stat.st_mtime_ns:x}-{stat.st_size:x}"'
        is_known = tag in (self.headers.get("If-None-Match") or "")
        self.send_response(HTTPStatus.NOT_MODIFIED if is_known else HTTPStatus.OK)
        self.send_header("ETag", tag)
        self.send_header("Last-Modified", formatdate(stat.st_mtime, usegmt=True))
        self._protect(path)
        if not is_known:
            self.send_header("Content-Type", content_type_of(path))
            self.send_header("Content-Length", str(stat.st_size))
        self.end_headers()
        if self.command == "GET" and not is_known:
            shutil.copyfileobj(content, self.wfile)

    def _redirect(self, place: str) -> None:
        self.send_response(HTTPStatus.MOVED_PERMANENTLY)
        self.send_header("Location", place)
        self.send_header("Content-Length", "0")
        self._protect("")
        self.end_headers()

    def _refuse(self, status: HTTPStatus, words: str) -> None:
        body = f"{words}\n".encode()
        self.send_response(status)
        self.send_header("Content-Type", "text/plain; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self._protect("")
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def _protect(self, path: str) -> None:
        """Say that nothing of it may be guessed, framed, told on or kept unasked."""
        self.send_header("Cache-Control", "no-cache")
        self.send_header("Content-Security-Policy", policy_of(path))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Referrer-Policy", "no-referrer")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        self.send_header("Cross-Origin-Opener-Policy", "same-origin")
