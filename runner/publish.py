"""`daybook publish`: let everything that reads gold see the last build, if its checks passed."""

import argparse
import sys

from runner.build_words import print_reasons
from runner.building import EXIT_STATUSES, publish_last_build
from runner.dbt_build import PASSED
from runner.publication import read_publication
from runner.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command (none but the common ones)."""


def run(settings: Settings, _arguments: argparse.Namespace) -> int:
    """Publish; 0 it is up, also from before; 1 a step of it failed; 3 a check holds it back."""
    last = publish_last_build(settings)
    published = read_publication(settings.lake)
    if last.outcome == PASSED:
        print(f"published: {last.publication.run_id}, numbers as of {last.publication.as_of}")
        return 0
    since = f"the state of {published.as_of} stays up" if published else "nothing is published yet"
    print(
        f"STALE: the build of {last.publication.as_of} is not published, {since}.", file=sys.stderr
    )
    print_reasons(settings, last.problems)
    return EXIT_STATUSES[last.outcome]
