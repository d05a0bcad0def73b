"""Refresh a household every morning for a year, with random faults, and count what it says.

The goal: every morning is right, or says what it lacks; none is wrong.
"""

import argparse
import sys
import tempfile
from collections import Counter
from pathlib import Path
from random import Random

from benchmarks.mornings.alarms import alarms
from benchmarks.mornings.faults import RATES, drawn
from benchmarks.mornings.year import Year
from ingestion.storage.locations import location_of

KINDS = ("fresh_and_right", "incomplete_and_said", "stale_and_said", "wrong")


def main() -> int:
    """Print each morning that was not fresh and right, and the counts; 1 where one was wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=400, help="mornings")
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    arguments = parser.parse_args()
    shown = ", ".join(f"{name} {rate:.0%}" for name, rate in RATES.items())
    print(f"faults of a morning: {shown}")
    wrong = 0
    for seed in arguments.seeds:
        counts = count_mornings(arguments.days, seed)
        wrong += counts["wrong"]
        said = ", ".join(f"{counts[kind]} {kind.replace('_', ' ')}" for kind in KINDS)
        print(f"seed {seed}: {arguments.days} mornings, {said}", flush=True)
    return 1 if wrong else 0


def count_mornings(days: int, seed: int) -> Counter[str]:
    """Return how many mornings were of each kind."""
    random = Random(seed)  # noqa: S311  (faults are no secrets)
    counts: Counter[str] = Counter()
    fault_days = []
    with tempfile.TemporaryDirectory(prefix="daybook-mornings-") as scratch:
        year = Year(Path(scratch), random)
        year.refresh(year.begin(days=40, seed=seed), None)
        for morning in year.mornings(drawn(random) for _ in range(days)):
            counts[morning.verdict.kind] += 1
            if morning.fault is not None:
                fault_days.append(morning.as_of.date())
            if morning.verdict.kind != "fresh_and_right":
                print(f"  {seed}/{morning.number} {morning.fault or 'no fault'}: {morning.verdict}")
        print(f"  {seed}: {alarms(location_of(year.lake), fault_days)}")
    return counts


if __name__ == "__main__":
    sys.exit(main())
