"""The site of the sample household: how long it takes, how large it is, how soon it is seen.

The goals: under 10 s beyond the build of the numbers, a page under 500 kB, its first paint under a
second; and a crawl that costs what changed, not what is there.
"""

import gzip
import os
import tempfile
from datetime import datetime
from pathlib import Path
from statistics import median

from deltalake import DeltaTable, write_deltalake

from benchmarks.timing import environment_of, seconds, timed
from ingestion.layout import CATALOG_DOCUMENT
from ingestion.storage.locations import location_of
from portal.site import publish_site
from runner.crawling import crawl
from runner.settings import NO_SITE, Settings
from samples import SAMPLE_AS_OF, write_sample
from tests.browsers import open_browser, serving

DAYS = 400
PAGES = ("index.html", "home.html", "body.html", "money.html", "trust.html", "lineage.html")
# One of the tables that are rewritten whole by every build.
_TABLE = "silver_operations__source_freshness"
# Told by the page itself: its policy lets nobody else ask it again and again.
_FIRST_PAINT = """
    new Promise(found => new PerformanceObserver(
        list => list.getEntriesByName("first-contentful-paint").map(one => found(one.startTime))
    ).observe({type: "paint", buffered: true}))
"""


def main() -> None:
    """Print seconds, bytes and milliseconds."""
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch:
        house, lake = Path(scratch) / "house", Path(scratch) / "lake"
        write_sample(house, days=DAYS)
        as_of = SAMPLE_AS_OF.isoformat()
        environment = environment_of(house, lake, as_of) | {"DAYBOOK_SITE": NO_SITE}
        built = seconds(["daybook", "refresh"], environment)
        # The docs for plain dbt go there, too: not beside those of the project's own lake.
        os.environ.update(environment)
        moment = datetime.fromisoformat(as_of)
        settings = Settings(location_of(lake), house / "household", moment, "local", NO_SITE)
        first, again = (timed(lambda: publish_site(settings)) for _ in range(2))
        print(f"numbers {built:.1f} s; site {first:.1f} s, once more {again:.1f} s")
        print_crawls(settings, lake)
        print_pages(lake / ".daybook" / "site")


def print_crawls(settings: Settings, lake: Path) -> None:
    """Print what a crawl costs where nothing, one table and everything changed."""
    nothing = median(timed(lambda: crawl(settings)) for _ in range(3))
    table = lake / "silver" / _TABLE
    write_deltalake(table, DeltaTable(table).to_pyarrow_table(), mode="overwrite")
    one = timed(lambda: crawl(settings))
    (lake / CATALOG_DOCUMENT).unlink()
    everything = timed(lambda: crawl(settings))
    print(
        f"crawl: nothing changed {nothing:.2f} s, one table {one:.2f} s, "
        f"everything {everything:.2f} s ({everything / nothing:.1f} times nothing)"
    )


def print_pages(site: Path) -> None:
    """Print how large each page is, and the median of five first paints in a new browser."""
    with serving(site) as address, open_browser() as browser:
        for name in PAGES:
            content = (site / name).read_bytes()
            paints = []
            for _ in range(5):
                page = browser.new_context().new_page()
                page.goto(f"{address}/{name}")
                paints.append(page.evaluate(_FIRST_PAINT))
                page.context.close()
            print(
                f"{name}: {len(content) / 1000:.0f} kB ({len(gzip.compress(content)) / 1000:.0f} "
                f"kB gzipped), first paint after {median(paints):.0f} ms"
            )


if __name__ == "__main__":
    main()
