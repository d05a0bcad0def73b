"""The `daybook` command line."""

import argparse
import importlib
import sys
import traceback
from collections.abc import Sequence

from ingestion.storage.bucket_access import is_address
from runner.errors import CommandError
from runner.settings import read_settings

# Each name is a module with `add_arguments(parser)` and `run(settings, arguments) -> exit status`;
# only the one asked for is imported, so that `daybook --help` starts at once.
COMMANDS = {
    "init": "write a commented household folder",
    "sample": "write a household with known truth",
    "ingest": "land files or folders",
    "refresh": "ingest what is new, build, check, publish: the main job",
    "build": "build and check every table: the second step of a refresh, apart",
    "publish": "publish the last build, if its checks passed: the third step, apart",
    "status": "last good run, freshness, files and records that need a person",
    "alert": "judge what the last refresh found, and tell people what is new",
    "digest": "what needs a person this week, and send it if asked to",
    "maintain": "compact tables, take expired versions and superseded records away",
    "replay": "decode raw files again",
    "reconcile": "compare intake, raw, sidecars and records, and mend what an event missed",
    "verify": "rebuild from raw in a scratch lake and compare row by row",
    "profile": "draft a profile from a file (new), show how a file is read by one (check)",
    "correct": "correct a transaction: its category, parts, transfer, or that it never happened",
    "annotate": "note a known cause for unusual values of a metric",
    "forget": "take a content out of the lake for good, from raw to gold",
    "backup": "copy what the lake cannot compute again, and the household, into a folder",
    "restore": "bring the last backup back into an empty lake",
    "crawl": "collect catalog, quality and lineage of every table",
    "trace": "from one number back to the rows, records and files that it came from",
    "serve": "serve the docs site of the lake on 127.0.0.1",
    "doctor": "check the installation and say how to mend it",
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is the process's."""
    argv = sys.argv[1:] if argv is None else argv
    arguments = _parser(argv).parse_args(argv)
    try:
        module = importlib.import_module(f"runner.{arguments.command}")
        status: int = module.run(read_settings(arguments), arguments)
    except KeyboardInterrupt:
        print("daybook: interrupted; run the same command again to go on.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        return 1
    except Exception as error:  # noqa: BLE001  (the border: a person gets a sentence)
        if arguments.debug:
            traceback.print_exc()
        else:
            print(f"daybook: {_explain(error)}", file=sys.stderr)
        return _exit_status(error)
    return status


def _explain(error: Exception) -> str:
    """Say what happened; an error that nobody wrote a sentence for points to --debug."""
    if _is_for_people(error):
        return str(error)
    if isinstance(error, OSError) and is_address(str(error.filename)):
        return (
            f"{error.filename} cannot be reached: {error.strerror}. "
            "Check the bucket's name, AWS_REGION, your credentials and their rights."
        )
    return f"{type(error).__name__}: {error}\nRun the command with --debug to see where."


def _exit_status(error: Exception) -> int:
    """Return the error's own status; a wrong household is wrong use."""
    default = 2 if _is_for_people(error) else 1
    return int(getattr(error, "exit_status", default))


def _is_for_people(error: Exception) -> bool:
    """Tell whether the error's text is a sentence with a remedy."""
    from households import HouseholdError
    from ingestion import IngestionError

    return isinstance(error, CommandError | HouseholdError | IngestionError)


def _parser(argv: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="daybook", description="Turn the files of a household into numbers it can trust."
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")
    for name, help_text in COMMANDS.items():
        command = commands.add_parser(name, help=help_text, description=help_text)
        _add_common_arguments(command)
        if name in argv:
            importlib.import_module(f"runner.{name}").add_arguments(command)
    return parser


def _add_common_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--lake", metavar="PATH", help="the lake (DAYBOOK_LAKE, then ./lake)")
    parser.add_argument(
        "--household", metavar="DIR", help="its folder (DAYBOOK_HOUSEHOLD, then ./household)"
    )
    parser.add_argument(
        "--as-of", metavar="TIMESTAMP", help="the moment of all numbers (DAYBOOK_AS_OF, then now)"
    )
    parser.add_argument("--debug", action="store_true", help="show where an error came from")
