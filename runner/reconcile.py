"""`daybook reconcile`: compare intake, raw, sidecars and records, and mend what is missing."""

import argparse
from pathlib import Path

from runner.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--inbox", type=Path, metavar="DIR", help="intake (default: household's)")
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Mend the lake; 0 when nothing is left to mend."""
    from ingestion import reconcile
    from runner.ingesting import prepare, print_report, with_progress

    lake, household = prepare(settings)
    inbox = arguments.inbox or household.inbox
    report = with_progress(lambda show: reconcile(lake, household, inbox, on_progress=show))
    print_report(report, as_json=arguments.json)
    return report.exit_status
