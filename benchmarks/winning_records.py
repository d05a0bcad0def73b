"""The winner among records of one key: neighbours, `row_number`, and `max_by` over a struct.

All run on the sample household's meter readings in the embedded engine, in turn; the median of
each and their ratios to the first are printed.
"""

import argparse
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.timing import environment_of, seconds
from samples import SAMPLE_AS_OF, write_sample

WITHIN = "meter, commodity, flow, register"
KEYS = f"{WITHIN}, started_at"
COLUMNS = "ended_at, quantity, unit, is_time_zone_assumed, _source, _content_id, _record_number"
ORDER = "_content_id desc, _record_number desc"
QUERIES = {
    "neighbours": f"select {KEYS}, {COLUMNS} from (select *, started_at <=> lag(started_at) over"
    f" (partition by {WITHIN} order by started_at, {ORDER}) as is_beaten from readings) as placed"
    " where not is_beaten",
    "row_number": f"select {KEYS}, {COLUMNS} from (select *, row_number() over"
    f" (partition by {KEYS} order by {ORDER}) as place from readings) as placed where place = 1",
    "max_by": f"select {KEYS}, winner.* from (select {KEYS}, max_by(struct({COLUMNS}),"
    f" struct(_content_id, _record_number)) as winner from readings group by {KEYS}) as won",
}


def main() -> None:
    """Print the times and their ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--days", type=int, default=400)
    parser.add_argument("--runs", type=int, default=5)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch:
        house, lake = Path(scratch) / "house", Path(scratch) / "lake"
        write_sample(house, days=arguments.days)
        environment = environment_of(house, lake, SAMPLE_AS_OF.isoformat())
        seconds(["daybook", "ingest", str(house / "inbox")], environment)
        times = compare(lake / "bronze" / "bronze_profile__meter_readings", arguments.runs)
    for name, measured in times.items():
        print(f"{name:<10} {median(measured):.2f} s (median of {len(measured)})")
    for name in ("row_number", "max_by"):
        print(f"{name} / neighbours: {median(times[name]) / median(times['neighbours']):.1f}")


def compare(readings: Path, runs: int) -> dict[str, list[float]]:
    """Run the queries in turn, after one run of each that is not counted."""
    from pysail.spark import SparkConnectServer
    from pyspark.sql import SparkSession

    server = SparkConnectServer("127.0.0.1", 0)
    server.start(background=True)
    host, port = server.listening_address
    session = SparkSession.builder.remote(f"sc://{host}:{port}").getOrCreate()
    session.read.parquet(str(readings)).createOrReplaceTempView("readings")
    times: dict[str, list[float]] = {name: [] for name in QUERIES}
    for run in range(runs + 1):
        for name, query in QUERIES.items():
            elapsed = timed(session, f"select count(*), max(quantity) from ({query}) as winners")
            if run:
                times[name].append(elapsed)
    session.stop()
    server.stop()
    return times


def timed(session: Any, query: str) -> float:
    """Return the seconds that a query takes."""
    started_at = time.perf_counter()
    session.sql(query).collect()
    return time.perf_counter() - started_at


if __name__ == "__main__":
    main()
