"""`daybook trace`: from one number back to the rows, records and files that it came from."""

import argparse
import json
import sys
from typing import TYPE_CHECKING, Any

from runner.errors import CommandError
from runner.settings import Settings

if TYPE_CHECKING:
    from tracing.recompute import Recomputation

SHOWN_ROWS = 5


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("table", metavar="TABLE", help="a gold table, such as daily_meter_usage")
    parser.add_argument(
        "key", nargs="+", metavar="KEY=VALUE", help="the row, such as usage_date=2026-06-30"
    )
    parser.add_argument("--all", action="store_true", help=f"all rows, not {SHOWN_ROWS} a table")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument(
        "--check", action="store_true", help="compute the row again from the traced rows alone"
    )


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Trace; 0 traced, 1 not found or, with --check, not what the traced rows give."""
    from runner.gate import stale_reasons
    from tracing.tracer import open_tracer
    from tracing.words import document_of, lines_of

    key = _key(arguments.key)
    limit = None if arguments.all else SHOWN_ROWS
    with open_tracer(settings) as tracer:
        for reason in stale_reasons(settings, tracer.publication)[:1]:
            said = f"daybook: {reason} Gold is read as published, silver as the last build left it."
            print(said, file=sys.stderr)
        model = tracer.model(arguments.table)
        row = tracer.find(model, key)
        trace = tracer.trace(model, row)
        check = tracer.check(model, row) if arguments.check else None
        if arguments.json:
            document = document_of(tracer, trace, limit)
            print(json.dumps(document | ({"check": _checked(check)} if arguments.check else {})))
        else:
            print("\n".join(lines_of(tracer, trace, limit)))
            if arguments.check:
                print(f"\n{_verdict(check)}")
    return 0 if check is None or check.agrees else 1


def _checked(check: "Recomputation | None") -> dict[str, Any] | None:
    """Return what came of the check; None where the row is kept as it was said."""
    if check is None:
        return None
    return {"agrees": check.agrees, "differences": [] if check.agrees else [str(check)]}


def _verdict(check: "Recomputation | None") -> str:
    if check is None:
        return "kept: this row says what was said on a past day, and is not computed again"
    return "checked: the traced rows give this row" if check.agrees else f"differs: {check}"


def _key(pairs: list[str]) -> dict[str, str]:
    key = dict(pair.partition("=")[::2] for pair in pairs if "=" in pair)
    if len(key) != len(pairs):
        wrong = next((pair for pair in pairs if "=" not in pair), "a column that is given twice")
        raise CommandError(f"{wrong}: write KEY=VALUE, such as usage_date=2026-06-30.", 2)
    return key
