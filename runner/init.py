"""`daybook init DIR`: a commented household folder to begin with."""

import argparse
from pathlib import Path

from runner.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("directory", type=Path, help="folder to write the household into")


def run(_settings: Settings, arguments: argparse.Namespace) -> int:
    """Write what is missing, overwrite nothing, and say what to do next."""
    from households.starter import starter_files, write_starter

    written = write_starter(arguments.directory)
    for path in starter_files(arguments.directory):
        print(f"wrote {path}" if path in written else f"kept {path}")
    print(f"Next: read {arguments.directory / 'household.yml'}, then run `daybook refresh`.")
    return 0
