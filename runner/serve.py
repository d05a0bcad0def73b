"""`daybook serve`: the site of the lake, to browsers of this machine."""

import argparse
import sys

from portal.server import LOCAL_HOST, SiteServer, is_local
from portal.site import site_folder
from runner.errors import CommandError
from runner.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--port", type=int, default=8080, help="port (default 8080; 0 = any free)")
    parser.add_argument(
        "--host",
        default=LOCAL_HOST,
        metavar="ADDRESS",
        help=f"address to listen on (default {LOCAL_HOST}: this machine only)",
    )


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Serve until interrupted; each publication swaps the site under the running server."""
    site = site_folder(settings)
    if not site.is_dir():
        raise CommandError(f"{site} does not exist. Run `daybook refresh` first.")
    if not is_local(arguments.host):
        print(
            f"daybook: WARNING: everyone who reaches {arguments.host} can read this household's "
            "numbers; there is no password. Only do this in a network that is yours alone.",
            file=sys.stderr,
        )
    try:
        server = SiteServer(site, arguments.host, arguments.port)
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or error
        raise CommandError(
            f"{arguments.host} port {arguments.port} cannot be used ({reason}). "
            "Give another with --port."
        ) from None
    with server:
        print(f"Serving {server.address} (stop with Ctrl-C)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            return 0
    return 0
