"""One household with ever more years, and ever more households: what each costs."""

import os
import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from benchmarks.timing import environment_of, seconds, timed
from ingestion.storage.locations import location_of
from portal.site import publish_site
from runner.settings import NO_SITE, Settings
from samples import SAMPLE_AS_OF, write_next_day, write_sample


@dataclass(frozen=True)
class Years:
    """What a household of so many years costs: seconds of each part, and the size of its lake."""

    years: int
    count_files: int
    ingest_seconds: float
    build_seconds: float
    site_seconds: float
    new_day_seconds: float
    lake_megabytes: float


@dataclass(frozen=True)
class Households:
    """What one new day of so many households costs, with so many refreshes at a time."""

    households: int
    at_a_time: int
    seconds: float
    lake_megabytes: float


def household_of_years(years: int) -> Years:
    """Build a household from its first file to its site, then bring one new day."""
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch:
        house, lake = Path(scratch) / "house", Path(scratch) / "lake"
        summary = write_sample(house, days=years * 365)
        environment = _without_site(house, lake, SAMPLE_AS_OF)
        ingest = seconds(["daybook", "ingest", str(house / "inbox")], environment)
        build = seconds(["daybook", "refresh"], environment)
        megabytes = _megabytes(lake)
        site = _site_seconds(house, lake, environment)
        new_day = seconds(
            ["daybook", "refresh"], _without_site(house, lake, write_next_day(house).as_of)
        )
        return Years(years, summary.count_files, ingest, build, site, new_day, megabytes)


def many_households(counts: list[int], days: int, at_a_time: int) -> list[Households]:
    """Refresh one new day of ever more households, each with a lake of its own.

    All are copies of one: they share nothing, so that what they hold cannot matter to another.
    """
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch:
        first = Path(scratch) / "first"
        write_sample(first / "house", days=days)
        seconds(
            ["daybook", "refresh"], _without_site(first / "house", first / "lake", SAMPLE_AS_OF)
        )
        as_of = write_next_day(first / "house").as_of
        return [
            _morning_of(first, Path(scratch) / str(count), count, at_a_time, as_of)
            for count in counts
        ]


def _morning_of(
    first: Path, folder: Path, count: int, at_a_time: int, as_of: datetime
) -> Households:
    homes = [folder / str(number) for number in range(count)]
    for home in homes:
        shutil.copytree(first, home)

    def refresh(home: Path) -> None:
        seconds(["daybook", "refresh"], _without_site(home / "house", home / "lake", as_of))

    with ThreadPoolExecutor(at_a_time) as workers:
        elapsed = timed(lambda: list(workers.map(refresh, homes)))
    megabytes = sum(_megabytes(home / "lake") for home in homes)
    shutil.rmtree(folder)
    return Households(count, at_a_time, elapsed, megabytes)


def _site_seconds(house: Path, lake: Path, environment: dict[str, str]) -> float:
    # The docs for plain dbt go there, too: not beside those of the project's own lake.
    os.environ.update(environment)
    settings = Settings(location_of(lake), house / "household", SAMPLE_AS_OF, "local", NO_SITE)
    return timed(lambda: publish_site(settings))


def _without_site(house: Path, lake: Path, as_of: datetime) -> dict[str, str]:
    return environment_of(house, lake, as_of.isoformat()) | {"DAYBOOK_SITE": NO_SITE}


def _megabytes(folder: Path) -> float:
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 1e6
