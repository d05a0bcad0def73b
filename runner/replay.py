"""`daybook replay`: decode raw files again and take their former rows away."""

import argparse

from runner.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--source", metavar="NAME", help="only this source")
    parser.add_argument("--content", metavar="ID", help="only this content (64 hex digits)")
    parser.add_argument("--table", metavar="NAME", help="only contents with records in this table")
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Decode what is asked for; without options, everything."""
    from ingestion import replay
    from runner.ingesting import prepare, print_report, with_progress

    lake, household = prepare(settings)
    report = with_progress(
        lambda show: replay(
            lake,
            household,
            source=arguments.source,
            content_id=arguments.content,
            table=arguments.table,
            on_progress=show,
        )
    )
    print_report(report, as_json=arguments.json)
    return report.exit_status
