"""`daybook serve`: the docs site of the lake on 127.0.0.1."""

import argparse
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

from runner.docs import docs_folder
from runner.errors import CommandError
from runner.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--port", type=int, default=8080, help="port (default 8080; 0 = any free)")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Serve until interrupted; each build swaps the site under the running server."""
    site = docs_folder(settings)
    if not site.is_dir():
        raise CommandError(f"{site} does not exist. Run `daybook refresh` first.")
    handler = partial(_QuietHandler, directory=str(site))
    try:
        server = ThreadingHTTPServer(("127.0.0.1", arguments.port), handler)
    except OSError as error:
        raise CommandError(
            f"Port {arguments.port} cannot be used ({error.strerror}). Give another with --port."
        ) from None
    with server:
        print(f"Serving http://127.0.0.1:{server.server_port} (stop with Ctrl-C)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0


class _QuietHandler(SimpleHTTPRequestHandler):
    """Serves the folder as it is at each request, says nothing, and is never cached."""

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002  (the base's name)
        """Keep requests off the terminal."""

    def end_headers(self) -> None:
        """Let the browser load nothing from elsewhere and ask again at each visit."""
        self.send_header("Cache-Control", "no-cache")
        self.send_header(
            "Content-Security-Policy",
            "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:",
        )
        super().end_headers()
