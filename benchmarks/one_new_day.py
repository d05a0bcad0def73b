"""`daybook refresh` with the files of one new day, after one, three and ten years of data.

The goal: the day after ten years costs at most 1.3 times the day after one year.
"""

import argparse
import tempfile
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from benchmarks.timing import environment_of, seconds
from runner.tables import LAYERS, table_versions
from samples import SAMPLE_AS_OF, write_next_day, write_sample


@dataclass(frozen=True)
class NewDay:
    """What the refresh of one new day took, and how many tables it wrote."""

    seconds: float
    count_written: int
    count_tables: int


def main() -> None:
    """Print the median time for each length of history, and the ratio to the shortest."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, nargs="+", default=[1, 3, 10])
    parser.add_argument("--runs", type=int, default=3, help="new days for each length")
    arguments = parser.parse_args()
    first = None
    for years in arguments.years:
        days = new_days(years * 365, arguments.runs)
        times = [day.seconds for day in days]
        first = first or median(times)
        shown = ", ".join(f"{one:.1f}" for one in times)
        written = median(day.count_written for day in days)
        print(
            f"{years:>2} years: {median(times):.1f} s (of {shown}); "
            f"{median(times) / first:.2f} times {arguments.years[0]} year; "
            f"wrote {written:.0f} of {days[-1].count_tables} tables"
        )


def new_days(days: int, runs: int) -> list[NewDay]:
    """Refresh a household of so many days, then one new day after the other, looking at these."""
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch:
        house, lake = Path(scratch) / "house", Path(scratch) / "lake"
        write_sample(house, days=days)
        seconds(["daybook", "refresh"], environment_of(house, lake, SAMPLE_AS_OF.isoformat()))
        return [_new_day(house, lake) for _ in range(runs)]


def _new_day(house: Path, lake: Path) -> NewDay:
    as_of, before = write_next_day(house).as_of.isoformat(), _versions(lake)
    took = seconds(["daybook", "refresh"], environment_of(house, lake, as_of))
    after = _versions(lake)
    written = [table for table, version in after.items() if before.get(table) != version]
    return NewDay(took, len(written), len(after))


def _versions(lake: Path) -> dict[str, int]:
    return {
        f"{schema}.{name}": version
        for schema in ("reference", *LAYERS)
        for name, version in table_versions(lake / schema).items()
    }


if __name__ == "__main__":
    main()
