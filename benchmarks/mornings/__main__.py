"""Refresh a household every morning for a year, with random faults, and keep what it says.

The goal: every morning is right, or says what it lacks; none is wrong. Each morning is written
down as it is judged, and the next run goes on from there.
"""

import argparse
import sys
import tempfile
from pathlib import Path
from random import Random

from benchmarks.mornings.alarms import alarms
from benchmarks.mornings.faults import drawn
from benchmarks.mornings.results import Judged, append, last_morning, page, read
from benchmarks.mornings.year import Year
from benchmarks.timing import PROJECT
from ingestion.storage.locations import location_of

PAGE = PROJECT / "docs" / "mornings.md"
_DAYS_BEFORE = 40


def main() -> int:
    """Judge what is left of each seed, write the page; 1 where a morning was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=400, help="mornings of each seed")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument(
        "--from",
        dest="first",
        type=int,
        metavar="N",
        help="begin after morning N of each seed (default: where the results end)",
    )
    parser.add_argument("--at-most", type=int, help="mornings of each seed in this run")
    parser.add_argument(
        "--results", type=Path, default=Path(__file__).with_name("results.jsonl"), metavar="FILE"
    )
    arguments = parser.parse_args()
    for seed in arguments.seeds:
        done = last_morning(read(arguments.results), seed)
        first = done if arguments.first is None else arguments.first
        left = arguments.days - first
        count = left if arguments.at_most is None else min(left, arguments.at_most)
        if count > 0:
            judge_mornings(arguments.results, seed, first, count)
    mornings = read(arguments.results)
    PAGE.write_text(page(mornings, arguments.days), encoding="utf-8")
    return 1 if any(one.kind == "wrong" for one in mornings) else 0


def judge_mornings(results: Path, seed: int, first: int, count: int) -> None:
    """Append so many mornings of a seed after the first ones, each as it is judged."""
    random = Random(f"{seed}/{first}")  # noqa: S311  (faults are no secrets)
    fault_days = []
    with tempfile.TemporaryDirectory(prefix="daybook-mornings-") as scratch:
        year = Year(Path(scratch), random)
        year.refresh(year.begin(days=_DAYS_BEFORE + first, seed=seed), None)
        for morning in year.mornings(drawn(random) for _ in range(count)):
            number, verdict = first + morning.number, morning.verdict
            if morning.fault is not None:
                fault_days.append(morning.as_of.date())
            came = (morning.fault, morning.exit_status, verdict.kind, verdict.why)
            append(results, Judged(seed, number, first, morning.as_of.isoformat(), *came))
            print(f"  {seed}/{number} {morning.fault or 'no fault'}: {verdict}", flush=True)
        print(f"  {seed}: {alarms(location_of(year.lake), fault_days)}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
