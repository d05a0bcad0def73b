"""`daybook annotate METRIC`: a known cause for unusual values, into the household's own file."""

import argparse

from households.csv_files import ANNOTATIONS
from households.csv_writing import append_rows
from runner.correct import household_folder
from runner.settings import Settings, iso


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("metric", metavar="METRIC", help="a metric, or a subject for all of its")
    parser.add_argument("cause", metavar="CAUSE", help="what happened, in words")
    parser.add_argument("--from", dest="first", required=True, metavar="DATE", help="first day")
    parser.add_argument(
        "--to", dest="last", default="", metavar="DATE", help="last day; none if it stays"
    )


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Append the annotation."""
    row = {
        "metric_id": arguments.metric,
        "date_from": arguments.first,
        "date_to": arguments.last,
        "cause": arguments.cause,
        "noted_at": iso(settings.as_of),
    }
    path = append_rows(household_folder(settings), ANNOTATIONS, [row])
    print(f"wrote 1 row to {path}")
    print("Run `daybook refresh` to count it.")
    return 0
