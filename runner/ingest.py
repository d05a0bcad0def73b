"""`daybook ingest PATH...`: land files or folders."""

import argparse
from pathlib import Path

from runner.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("paths", nargs="+", type=Path, metavar="PATH", help="files or folders")
    parser.add_argument("--source", metavar="NAME", help="source of all the files")
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Land the files; 0 when every one landed, was a duplicate or quarantined, 1 otherwise."""
    from ingestion import ingest, require_paths
    from runner.ingesting import prepare, print_report, with_progress

    require_paths(arguments.paths)
    lake, household = prepare(settings)
    report = with_progress(
        lambda show: ingest(lake, household, arguments.paths, arguments.source, on_progress=show)
    )
    print_report(report, as_json=arguments.json)
    return report.exit_status
