"""A full `dbt build` of the sample household: the embedded engine beside Apache Spark.

Both engines run every node of the project, tests included, from the same bronze records, one after
the other in one run; the goals are under 40 s on two cores, and Spark at least 10 times slower.
"""

import argparse
import shutil
import tempfile
from pathlib import Path
from statistics import median

from benchmarks.timing import environment_of, seconds
from samples import SAMPLE_AS_OF, write_sample


def main() -> None:
    """Print the times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=400)
    parser.add_argument("--runs", type=int, default=3, help="runs of the embedded engine")
    parser.add_argument("--without-spark", action="store_true")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch:
        folder = Path(scratch)
        write_sample(folder / "house", days=arguments.days)
        local = environment_of(folder / "house", folder / "local", SAMPLE_AS_OF.isoformat())
        spark = environment_of(folder / "house", folder / "spark", SAMPLE_AS_OF.isoformat())
        seconds(["daybook", "ingest", str(folder / "house" / "inbox")], local)
        local_seconds = median([full_build(folder / "local", local) for _ in range(arguments.runs)])
        print(f"embedded engine: {local_seconds:.1f} s (median of {arguments.runs})")
        if not arguments.without_spark and shutil.which("java"):
            shutil.copytree(folder / "local" / "bronze", folder / "spark" / "bronze")
            spark_seconds = seconds(["dbt", "build", "--target", "spark"], spark)
            print(f"Apache Spark:    {spark_seconds:.1f} s (one run)")
            print(f"Spark / embedded engine: {spark_seconds / local_seconds:.1f}")


def full_build(lake: Path, environment: dict[str, str]) -> float:
    """Build everything from bronze, with nothing in silver and gold and no parse to reuse."""
    for layer in ("silver", "gold", "reference", ".daybook"):
        shutil.rmtree(lake / layer, ignore_errors=True)
    return seconds(["dbt", "build"], environment)


if __name__ == "__main__":
    main()
