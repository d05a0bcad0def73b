"""`daybook init DIR`: a commented household folder to begin with."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from runner.settings import Settings

if TYPE_CHECKING:
    from onboarding.inbox import Inbox


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("directory", type=Path, help="folder to write the household into")
    parser.add_argument(
        "--from", dest="inbox", type=Path, metavar="INBOX", help="folder with your files"
    )


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Write what is missing, overwrite nothing, and say what to do next."""
    from households.starter import starter_files, write_starter

    directory, inbox = arguments.directory, arguments.inbox
    if inbox is None:
        written = write_starter(directory)
    else:
        written = _write_from(directory, inbox.expanduser().absolute(), settings.lake.scratch)
    for path in starter_files(directory):
        print(f"wrote {path}" if path in written else f"kept {path}")
    print(f"Next: read {directory / 'household.yml'}, then run `daybook refresh`.")
    return 0


def _write_from(directory: Path, inbox: Path, lake: Path) -> list[Path]:
    from households.starter import write_starter
    from onboarding.household_parts import household_parts
    from onboarding.inbox import look_through

    own = sorted((directory / "profiles").glob("*.yml"))
    seen = look_through(inbox, own, lake)
    _print_seen(seen, inbox)
    return write_starter(directory, inbox, household_parts(seen, inbox))


def _print_seen(seen: "Inbox", folder: Path) -> None:
    for source in seen.sources():
        count = sum(file.source == source and file.decoder is not None for file in seen.files)
        names = ", ".join(name.removeprefix("profile:") for name in seen.decoders_of(source))
        print(f"recognised {source}: {count} files, read by {names}")
    for file, count in seen.unread():
        more = f" and {count - 1} more" if count > 1 else ""
        print(f"not read {file.path.relative_to(folder)}{more}: {file.refusal}")
        if file.needs_profile:
            print(f"  draft a profile: daybook profile new {file.path}")
