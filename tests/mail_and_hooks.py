"""Servers for messages: one that takes e-mail, one that takes webhooks, both for real."""

import json
import socketserver
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

_ANSWERS = {
    "EHLO": ["250-here", "250 AUTH PLAIN"],
    "AUTH": ["235 welcome"],
    "QUIT": ["221 bye"],
}


@dataclass
class Received:
    """What arrived at a server; it answers with `troubles` first, each a status."""

    address: str = ""
    mails: list[EmailMessage] = field(default_factory=list)
    posts: list[dict[str, Any]] = field(default_factory=list)
    logins: list[str] = field(default_factory=list)
    troubles: list[int] = field(default_factory=list)
    count_tries: int = 0

    def trouble(self) -> int | None:
        """Return the next status to refuse with."""
        self.count_tries += 1
        return self.troubles.pop(0) if self.troubles else None


@contextmanager
def webhook_server() -> Iterator[Received]:
    """Run a server that takes JSON posts."""
    received = Received()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            status = received.trouble()
            if status is None:
                said = json.loads(body)
                assert said["id"] == self.headers["Idempotency-Key"]
                received.posts.append(said)
            self.send_response(status or 204)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    with _served(ThreadingHTTPServer(("127.0.0.1", 0), Handler)) as port:
        received.address = f"http://127.0.0.1:{port}/hook"
        yield received


class _MailHandler(socketserver.StreamRequestHandler):
    """Speak as much of SMTP (RFC 5321) as a client needs to hand a mail in."""

    received: Received

    def handle(self) -> None:
        self._say("220 ready")
        for line in self.rfile:
            word, _, rest = line.decode().strip().partition(" ")
            self._say(*self._answer(word.upper(), rest))
            if word.upper() == "QUIT":
                return

    def _answer(self, word: str, rest: str) -> list[str]:
        if word == "AUTH":
            self.received.logins.append(rest.rsplit(maxsplit=1)[-1])
        status = self.received.trouble() if word == "MAIL" else None
        if word == "DATA":
            self._say("354 go on")
            self.received.mails.append(self._mail())
        return [f"{status} not now"] if status else _ANSWERS.get(word, ["250 fine"])

    def _mail(self) -> EmailMessage:
        lines = iter(self.rfile.readline, b".\r\n")
        data = b"".join(line.removeprefix(b".") for line in lines)
        return message_from_bytes(data, policy=policy.default)

    def _say(self, *lines: str) -> None:
        self.wfile.write("".join(f"{line}\r\n" for line in lines).encode())


@contextmanager
def mail_server() -> Iterator[Received]:
    """Run a server that takes e-mail."""
    received = Received()
    handler = type("Handler", (_MailHandler,), {"received": received})
    with _served(socketserver.ThreadingTCPServer(("127.0.0.1", 0), handler)) as port:
        received.address = f"smtp://127.0.0.1:{port}"
        yield received


@contextmanager
def _served(server: socketserver.TCPServer) -> Iterator[int]:
    Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()
