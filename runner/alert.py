"""`daybook alert`: judge what the last refresh found, and tell people what is new."""

import argparse
import json
import os
import sys
from dataclasses import asdict
from typing import Any

from observability.alerts.channels import channels_of
from observability.alerts.evaluation import Watcher
from observability.alerts.health import read_health
from observability.alerts.incidents import evaluated
from observability.alerts.settings import AlertSettings, alert_settings
from observability.alerts.state import State, read_state
from runner.settings import Settings

NEEDS_A_PERSON = 3


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--dry-run", action="store_true", help="send and remember nothing")
    parser.add_argument("--json", action="store_true", help="print one JSON object on stdout")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Evaluate once; 0 nothing pages, 3 something does or nothing is known, 1 not delivered."""
    wished = alert_settings(os.environ)
    if arguments.dry_run:
        state = _judged(settings, wished)
    else:
        state = watcher_of(settings, wished).evaluate(settings.as_of)
    if arguments.json:
        print(json.dumps(_as_json(state), ensure_ascii=False))
    else:
        _print_words(state, wished)
    if any(one.count_attempts for one in state.outbox):
        return 1
    pages = any(one.severity == "page" for one in state.incidents.values())
    return NEEDS_A_PERSON if pages else 0


def watcher_of(settings: Settings, wished: AlertSettings) -> Watcher:
    """Return what evaluates the lake and sends through the channels of the environment."""
    return Watcher(settings.lake.storage, channels_of(wished), wished.silent_hours)


def _judged(settings: Settings, wished: AlertSettings) -> State:
    """Return what an evaluation would remember."""
    storage = settings.lake.storage
    state, _ = read_state(storage)
    return evaluated(state, read_health(storage), settings.as_of, (), wished.silent_hours)


def _print_words(state: State, wished: AlertSettings) -> None:
    if not state.is_known:
        print("unknown: nothing is watched until a refresh tells how it ended")
    for incident in sorted(state.incidents.values(), key=lambda one: (one.severity, one.node)):
        print(f"{incident.severity:<4} {incident.node} since {incident.opened_at}")
        for words in incident.own.values():
            print(f"     {words}")
        if incident.below:
            print(f"     and {len(incident.below)} more of what depends on it")
    if not state.incidents:
        print("nothing is wrong")
    for delivery in state.outbox:
        print(
            f"daybook: not delivered by {delivery.channel} ({delivery.last_error}): "
            f"{delivery.message.subject}. The next `daybook alert` tries again.",
            file=sys.stderr,
        )
    if not channels_of(wished):
        print(
            "daybook: no channel is named, so that nothing is sent. Set DAYBOOK_ALERT_MAIL, "
            "DAYBOOK_ALERT_WEBHOOK or DAYBOOK_ALERT_TOPIC (docs/alerts.md).",
            file=sys.stderr,
        )


def _as_json(state: State) -> dict[str, Any]:
    return {
        "is_known": state.is_known,
        "incidents": [asdict(one) for one in state.incidents.values()],
        "undelivered": [
            {"channel": one.channel, "subject": one.message.subject, "error": one.last_error}
            for one in state.outbox
        ],
    }
