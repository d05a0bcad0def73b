"""`daybook digest`: what needs a person this week, and send it if asked to."""

import argparse
import json
import os
import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from observability.alerts.incidents import with_messages
from observability.alerts.messages import digest
from observability.alerts.settings import alert_settings
from observability.alerts.state import State, read_state
from runner.alert import watcher_of
from runner.digest_sections import Section, sections
from runner.errors import CommandError
from runner.publication import read_publication
from runner.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")
    parser.add_argument(
        "--send",
        action="store_true",
        help="send its numbers by the channels of alerts, once a week",
    )


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Tell the week; 0 told, 1 not delivered by one of the channels."""
    published = read_publication(settings.lake)
    if published is None:
        raise CommandError(f"{settings.lake}: nothing is published yet. Run `daybook refresh`.")
    state, _ = read_state(settings.lake.storage)
    found = list(sections(settings.lake, state, settings.as_of))
    week = week_of(settings.as_of)
    if arguments.json:
        said = [asdict(one) for one in found]
        document = {"week": week, "published_as_of": published.as_of, "sections": said}
        print(json.dumps(document, ensure_ascii=False))
    else:
        _print_words(week, published.as_of, found)
    return _send(settings, week, found) if arguments.send else 0


def week_of(moment: datetime) -> str:
    """Return the week of a moment by ISO 8601, such as 2026-W27."""
    year, week, _ = moment.isocalendar()
    return f"{year}-W{week:02}"


def _send(settings: Settings, week: str, found: Sequence[Section]) -> int:
    """Send the sentences that may leave the machine, unless this week's were sent."""
    watcher = watcher_of(settings, alert_settings(os.environ))
    if not watcher.channels:
        raise CommandError("No channel is named, so that nothing is sent: see docs/alerts.md.", 2)
    message = digest(week, [*(one.told for one in found), "Look: daybook digest"], settings.as_of)

    def queued(state: State) -> State:
        if state.digest_week == week:
            return state
        names = [channel.name for channel in watcher.channels]
        return with_messages(replace(state, digest_week=week), [message], names)

    state = watcher.change(queued, settings.as_of)
    waiting = [one for one in state.outbox if one.message.id == message.id]
    for one in waiting:
        print(f"daybook: not delivered by {one.channel} ({one.last_error})", file=sys.stderr)
    return 1 if waiting else 0


def _print_words(week: str, as_of: str, found: Sequence[Section]) -> None:
    print(f"Week {week}, numbers as of {as_of}")
    for section in found:
        print(f"\n{section.title}: {section.count}" if section.count else f"\n{section.title}")
        for line in section.lines or ("nothing",):
            print(f"  {line}")
        if section.remedy and (section.count or section.title == "storage"):
            print(f"  → {section.remedy}")
