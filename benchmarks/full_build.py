"""A full `dbt build` of the sample household and that of a new day: both engines side by side.

The embedded engine and Apache Spark run every node of the project, tests included, from the same
bronze records, one after the other in one run; the goals are a full build in under 40 s on two
cores, and Spark at least 10 times slower. Written to `docs/engines.md`, in a section for each
number of days.
"""

import argparse
import json
import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from statistics import median

from deltalake import DeltaTable

from benchmarks.timing import PROJECT, environment_of, seconds
from samples import SAMPLE_AS_OF, write_next_day, write_sample

PAGE = PROJECT / "docs" / "engines.md"
HEADING = "## Side by side"
DAYS = 400


@dataclass(frozen=True)
class Ran:
    """What one engine ran, full builds and the build of a new day; times in seconds."""

    engine: str
    nodes: Counter[str]
    count_rows: int
    full_seconds: float
    day_seconds: float


def main() -> None:
    """Print the times and their ratio, and write the page where both engines ran."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--runs", type=int, default=3, help="full builds by the embedded engine")
    parser.add_argument("--without-spark", action="store_true")
    arguments = parser.parse_args()
    load = os.getloadavg()[0]
    is_with_spark = not arguments.without_spark and shutil.which("java") is not None
    ran = list(both_engines(arguments.days, arguments.runs, is_with_spark=is_with_spark))
    text = "\n".join(table(ran))
    print(text)
    if len(ran) == 2:
        days = "" if arguments.days == DAYS else f", {arguments.days:,} days"
        content = f"{text}\n\n{below(arguments, load)}"
        page = with_section(PAGE.read_text("utf-8"), f"{HEADING}{days}", content)
        PAGE.write_text(page, "utf-8")


def with_section(page: str, heading: str, content: str) -> str:
    """Return a page with the content of one section replaced, or with the section at its end."""
    before, _, former = page.partition(f"{heading}\n")
    _, follows, after = former.partition("\n## ")
    return f"{before.rstrip()}\n\n{heading}\n\n{content}{follows}{after}"


def both_engines(days: int, runs: int, *, is_with_spark: bool) -> Iterator[Ran]:
    """Yield what the embedded engine ran, then Apache Spark where it is asked for."""
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch:
        house, local, spark = (Path(scratch) / name for name in ("house", "local", "spark"))
        write_sample(house, days=days)
        first_day = environment_of(house, local, SAMPLE_AS_OF.isoformat())
        seconds(["daybook", "ingest", str(house / "inbox")], first_day)
        if is_with_spark:
            take_bronze(local, spark)
        full = median([full_build(local, first_day) for _ in range(runs)])
        spark_first_day = environment_of(house, spark, SAMPLE_AS_OF.isoformat())
        spark_full = full_build(spark, spark_first_day, "spark") if is_with_spark else 0

        as_of = write_next_day(house).as_of.isoformat()
        next_day = environment_of(house, local, as_of)
        seconds(["daybook", "ingest", str(house / "inbox")], next_day)
        if is_with_spark:
            take_bronze(local, spark)
        local_day = build(next_day)
        yield Ran("embedded engine", nodes_of(local), rows_of(local), full, local_day)
        if is_with_spark:
            spark_day = build(environment_of(house, spark, as_of), "spark")
            yield Ran("Apache Spark", nodes_of(spark), rows_of(spark), spark_full, spark_day)


def full_build(lake: Path, environment: Mapping[str, str], target: str = "local") -> float:
    """Build everything from bronze, with nothing in silver and gold and no parse to reuse."""
    for layer in ("silver", "gold", "reference", ".daybook"):
        shutil.rmtree(lake / layer, ignore_errors=True)
    return build(environment, target)


def build(environment: Mapping[str, str], target: str = "local") -> float:
    """Build all models and run all tests; return the wall time."""
    return seconds(["dbt", "build", "--target", target], environment)


def take_bronze(lake: Path, other: Path) -> None:
    """Bring a lake's bronze records to another lake."""
    shutil.rmtree(other / "bronze", ignore_errors=True)
    shutil.copytree(lake / "bronze", other / "bronze")
    shutil.copy(lake / "lake.json", other)


def nodes_of(lake: Path) -> Counter[str]:
    """Count what the last build of a lake ran, by kind, and how it ended other than well."""
    results = json.loads((lake / ".daybook" / "target" / "run_results.json").read_text("utf-8"))
    counts = Counter(one["unique_id"].partition(".")[0] for one in results["results"])
    ended = Counter(one["status"] for one in results["results"])
    counts["failed"] = ended["error"] + ended["fail"] + ended["skipped"]
    return counts


def rows_of(lake: Path) -> int:
    """Count the rows of all silver and gold tables."""
    logs = (log for layer in ("silver", "gold") for log in lake.glob(f"{layer}/*/_delta_log"))
    return sum(DeltaTable(str(log.parent)).to_pyarrow_dataset().count_rows() for log in logs)


def table(ran: list[Ran]) -> Iterator[str]:
    """Yield the lines of the table, and that of the ratios."""
    yield "| engine | models | seeds | tests | failed | rows | full build | a new day |"
    yield "|---|---|---|---|---|---|---|---|"
    for one in ran:
        kinds = one.nodes
        tests = kinds["test"] + kinds["unit_test"]
        yield (
            f"| {one.engine} | {kinds['model']} | {kinds['seed']} | {tests:,} | {kinds['failed']} "
            f"| {one.count_rows:,} | {one.full_seconds:.1f} s | {one.day_seconds:.1f} s |"
        )
    if len(ran) == 2:
        full = ran[1].full_seconds / ran[0].full_seconds
        day = ran[1].day_seconds / ran[0].day_seconds
        yield f"| Spark / embedded engine | | | | | | {full:.1f} | {day:.1f} |"


def below(arguments: argparse.Namespace, load: float) -> str:
    """Return what the reader must know of the table: what was built, where, beside what."""
    return (
        f"The sample household of {arguments.days} days: every node, tests included, by"
        f" `python -m benchmarks.full_build --days {arguments.days} --runs {arguments.runs}`, on"
        f" {os.cpu_count()} processors with a load of {load:.1f} beside it when it began"
        f" (PySpark {version('pyspark')}, pysail {version('pysail')}, dbt {version('dbt-core')}).\n"
        f"The embedded engine's full build is the median of {arguments.runs}, Spark's is one;"
        " seconds depend on the machine and its other work, ratios less.\n"
    )


if __name__ == "__main__":
    main()
