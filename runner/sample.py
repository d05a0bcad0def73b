"""`daybook sample DIR`: a household with known truth."""

import argparse
from pathlib import Path

from runner.settings import Settings, iso


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("directory", type=Path, help="folder to write the household into")
    parser.add_argument("--days", type=int, default=400, help="days of data (default 400)")
    parser.add_argument("--seed", type=int, default=7, help="seed of the data (default 7)")


def run(_settings: Settings, arguments: argparse.Namespace) -> int:
    """Write household, inbox and truth."""
    from samples import SAMPLE_AS_OF, write_sample

    write_sample(arguments.directory, days=arguments.days, seed=arguments.seed)
    print(
        f"wrote {arguments.days} days into {arguments.directory}: household/, inbox/, truth/\n"
        f"Next: daybook refresh --household {arguments.directory / 'household'} "
        f"--as-of {iso(SAMPLE_AS_OF)}"
    )
    return 0
