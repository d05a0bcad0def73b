"""`daybook refresh` with the files of one new day, after one, three and ten years of data.

The goal: the day after ten years costs at most 1.3 times the day after one year.
"""

import argparse
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.timing import environment_of, seconds
from samples import SAMPLE_AS_OF, write_next_day, write_sample


def main() -> None:
    """Print the median time for each length of history, and the ratio to the shortest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, nargs="+", default=[1, 3, 10])
    parser.add_argument("--runs", type=int, default=3, help="new days for each length")
    arguments = parser.parse_args()
    first = None
    for years in arguments.years:
        times = new_days(years * 365, arguments.runs)
        first = first or median(times)
        shown = ", ".join(f"{one:.1f}" for one in times)
        print(
            f"{years:>2} years: {median(times):.1f} s (of {shown}); "
            f"{median(times) / first:.2f} times {arguments.years[0]} year"
        )


def new_days(days: int, runs: int) -> list[float]:
    """Refresh a household of so many days, then one new day after the other, timing the latter."""
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch:
        house, lake = Path(scratch) / "house", Path(scratch) / "lake"
        write_sample(house, days=days)
        seconds(["daybook", "refresh"], environment_of(house, lake, SAMPLE_AS_OF.isoformat()))
        times = []
        for _ in range(runs):
            as_of = write_next_day(house).as_of.isoformat()
            times.append(seconds(["daybook", "refresh"], environment_of(house, lake, as_of)))
        return times


if __name__ == "__main__":
    main()
