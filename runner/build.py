"""`daybook build`: build every table from what has landed, and leave what that came to."""

import argparse
import sys

from runner.build_words import print_build
from runner.building import build_what_is_new, telling_what_breaks_off
from runner.dbt_build import FAILED, HELD_BACK
from runner.settings import Settings


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options of the command."""
    parser.add_argument("--full", action="store_true", help="build every table from the beginning")


def run(settings: Settings, arguments: argparse.Namespace) -> int:
    """Build; 1 a step failed, otherwise 0, also where a check failed: `daybook publish` tells."""
    from households import load_household

    with telling_what_breaks_off(settings):
        time_zone = load_household(settings.household).zone_at(settings.as_of)
    build = build_what_is_new(settings, time_zone, full=arguments.full)
    print_build(settings, build)
    if build is None:
        return 0
    if build.outcome == HELD_BACK:
        print("A check failed, so that `daybook publish` will not publish it.", file=sys.stderr)
    return int(build.outcome == FAILED)
