"""`daybook forget`: take contents out of the lake for good, from raw to gold."""

import argparse
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ingestion.layout import ALERTS_DOCUMENT, CATALOG_DOCUMENT
from portal.site import drop_former_site, keep_site, take_site_down
from runner.backups_made import backups_with
from runner.building import (
    EXIT_STATUSES,
    build_lake,
    publish_last_build,
    telling_what_breaks_off,
)
from runner.crawled_glue import keep_glue
from runner.dbt_build import FAILED, HELD_BACK, PASSED
from runner.errors import CommandError
from runner.inputs import fingerprint_of_inputs
from runner.kept_rows import take_out
from runner.purging import purge_tables
from runner.settings import NO_SITE, Settings
from runner.subjects import (
    Subject,
    contents_of,
    copy_listing,
    documents_naming,
    present_documents,
)

if TYPE_CHECKING:
    from ingestion import Lake


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--content", action="append", metavar="ID", help="its sha256; can be given again"
    )
    what.add_argument("--person", metavar="ID", help="all files with records of this person")
    what.add_argument("--account", metavar="ID", help="all files with bookings of this account")
    parser.add_argument(
        "--with-others", action="store_true", help="also files that hold others' records, too"
    )
    what.add_argument(
        "--undo", metavar="ID", help="let a forgotten content land again when it is offered"
    )


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Forget; 0 gone and published anew, 1 a step failed, 3 gone but held back by a check."""
    from ingestion import forget
    from ingestion.forgetting import whole_id
    from runner.ingesting import prepare

    lake, household = prepare(settings)
    if arguments.undo is not None:
        return _undo(lake, whole_id(lake, arguments.undo.lower()))
    if arguments.content is not None:
        content_ids = [whole_id(lake, start.lower()) for start in arguments.content]
    else:
        content_ids = _of_subject(settings, arguments)
    # What a past day was told is the one thing that building anew does not mend.
    forget(lake, household, content_ids, lambda: take_out(settings.lake, content_ids))
    with telling_what_breaks_off(settings):
        inputs = fingerprint_of_inputs(settings, household.zone_at(settings.as_of))
    outcome = build_lake(settings, inputs, purge_tables).outcome
    if outcome != FAILED:
        publish_last_build(settings)
    is_shown = outcome == PASSED and keep_site(settings)
    for content_id in content_ids:
        print(f"forgotten: {content_id}")
    _tell_what_is_left(settings, content_ids)
    if is_shown:
        drop_former_site(settings)
    elif outcome == PASSED:
        take_site_down(settings)
        print("daybook: the site still showed it and is taken down.", file=sys.stderr)
    if outcome == PASSED:
        keep_glue(settings)
        return erase_former(settings, content_ids)
    said = "a check failed" if outcome == HELD_BACK else "the build failed"
    print(
        f"daybook: {said}, so that the former numbers stay up and still hold it. Mend that "
        "(daybook refresh says what), then run the same command again.",
        file=sys.stderr,
    )
    return EXIT_STATUSES[outcome]


def erase_former(settings: Settings, content_ids: Sequence[str]) -> int:
    """Take what a bucket keeps of overwritten objects away, now that nothing reads it."""
    from ingestion.errors import ObjectLockedError

    try:
        # Its words may name what is gone; the next `daybook alert` tells what still stands.
        settings.lake.storage.erase(ALERTS_DOCUMENT)
        # Where no site is kept, its catalog is of before.
        if settings.site == NO_SITE:
            settings.lake.storage.erase(CATALOG_DOCUMENT)
        settings.lake.storage.erase_former()
    except ObjectLockedError as error:
        print(
            "daybook: no table and no number holds it any more, but Object Lock holds their former "
            f"versions until {error.retain_until}. Take them away then: "
            + _command_again(content_ids),
            file=sys.stderr,
        )
        return EXIT_STATUSES[FAILED]
    return EXIT_STATUSES[PASSED]


def _command_again(content_ids: Sequence[str]) -> str:
    return " --content ".join(("daybook forget", *content_ids))


def _of_subject(settings: Settings, arguments: argparse.Namespace) -> list[str]:
    """Return the contents of a person or an account, former versions of the household included."""
    kind = "person" if arguments.person is not None else "account"
    subject = Subject(kind, arguments.person or arguments.account)
    found = contents_of(settings, subject, with_others=arguments.with_others)
    documents = documents_naming(settings, subject)
    present = present_documents(settings, documents)
    listing = ["your household.yml"] if present else []
    copy = copy_listing(settings, subject)
    if copy is not None:
        listing.append(f"{copy}, which the functions read,")
    if listing:
        print(
            f"daybook: {' and '.join(listing)} still {'list' if len(listing) > 1 else 'lists'} "
            f"{subject}. Take it out, run daybook refresh, then forget its former version: "
            + _command_again(sorted(present) or found[:1]),
            file=sys.stderr,
        )
    return [*found, *(one for one in documents if one not in present)]


def _undo(lake: "Lake", content_id: str) -> int:
    from ingestion.tombstones import lift_tombstone

    if not lift_tombstone(lake, content_id):
        raise CommandError(f"{content_id} is not forgotten.")
    print(f"{content_id} lands again when it is offered")
    return 0


def _tell_what_is_left(settings: Settings, content_ids: Sequence[str]) -> None:
    """Name what this command does not reach."""
    print("Your own copies, in the inbox and elsewhere, are yours to delete.")
    for folder in backups_with(settings, content_ids):
        print(f"The backup in {folder} still holds it: delete that folder and back up anew.")
