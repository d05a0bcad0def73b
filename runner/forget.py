"""`daybook forget`: take a content out of the lake for good, from raw to gold."""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from runner.backups_made import backups_with
from runner.errors import CommandError
from runner.purging import purge_tables
from runner.refresh import HELD_BACK, build_and_publish
from runner.settings import Settings

if TYPE_CHECKING:
    from ingestion import Lake


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--content", action="append", metavar="ID", help="its sha256; can be given again"
    )
    parser.add_argument(
        "--undo", action="store_true", help="let the content land again when it is offered"
    )


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Forget; 0 gone and published anew, 1 a step failed, 3 gone but held back by a check."""
    from ingestion import forget
    from ingestion.forgetting import whole_id
    from runner.ingesting import prepare

    lake, household = prepare(settings)
    content_ids = [whole_id(lake, start.lower()) for start in arguments.content]
    if arguments.undo:
        return _undo(lake, content_ids)
    forget(lake, household, content_ids)
    result = build_and_publish(
        settings, household.zone_at(settings.as_of), before_publication=purge_tables
    )
    for content_id in content_ids:
        print(f"forgotten: {content_id}")
    _tell_what_is_left(settings, content_ids)
    if result.exit_status:
        said = "a check failed" if result.exit_status == HELD_BACK else "the build failed"
        print(
            f"daybook: {said}, so that the former numbers stay up and still hold it. Mend that "
            "(daybook refresh says what), then run the same command again.",
            file=sys.stderr,
        )
    return result.exit_status


def _undo(lake: "Lake", content_ids: Sequence[str]) -> int:
    from ingestion.tombstones import lift_tombstone

    for content_id in content_ids:
        if not lift_tombstone(lake, content_id):
            raise CommandError(f"{content_id} is not forgotten.")
        print(f"{content_id} lands again when it is offered")
    return 0


def _tell_what_is_left(settings: Settings, content_ids: Sequence[str]) -> None:
    """Name what this command does not reach."""
    print("Your own copies, in the inbox and elsewhere, are yours to delete.")
    for folder in backups_with(settings, content_ids):
        print(f"The backup in {folder} still holds it: delete that folder and back up anew.")
