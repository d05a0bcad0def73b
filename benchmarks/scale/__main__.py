"""Measure one household of 1 to 10 years and 1 to 100 households; write docs/scale.md.

The goals: a new day after ten years costs at most 1.3 times the day after one year, and a
household among many costs what it costs alone. About an hour on two idle processors.
"""

import argparse
from pathlib import Path

from benchmarks.scale.growing import household_of_years, many_households
from benchmarks.scale.page import page, picture
from benchmarks.timing import PROJECT

DOCS = PROJECT / "docs"


def main() -> None:
    """Measure both and write the page with its picture."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, nargs="+", default=[1, 2, 5, 10])
    parser.add_argument("--households", type=int, nargs="+", default=[1, 10, 100])
    parser.add_argument("--days", type=int, default=60, help="days of each of many households")
    parser.add_argument("--at-a-time", type=int, default=2, help="refreshes at a time")
    parser.add_argument("--docs", type=Path, default=DOCS)
    arguments = parser.parse_args()
    years = [household_of_years(count) for count in arguments.years]
    households = many_households(arguments.households, arguments.days, arguments.at_a_time)
    (arguments.docs / "images").mkdir(parents=True, exist_ok=True)
    (arguments.docs / "scale.md").write_text(page(years, households, arguments.days), "utf-8")
    (arguments.docs / "images" / "scale.svg").write_text(picture(years), "utf-8")


if __name__ == "__main__":
    main()
