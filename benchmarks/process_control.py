"""How long the control charts take for one series of a year's points, five minutes apart.

The models of process control run in one session of the embedded engine, from values to signals.
"""

import argparse
import tempfile
import time
from datetime import date
from pathlib import Path

import numpy as np

from benchmarks.detectors.daybook import run_models
from benchmarks.model_sql import EngineSession, render

POINTS_OF_A_YEAR = 365 * 24 * 12
_METRIC = {
    "metric": "power",
    "model": "series_values",
    "subject": "'house'",
    "date": "cast(moment as date)",
    "moment": "moment",
    "value": "value",
    "learning_points": 288,
    "baseline_points": 2016,
}


def seconds_for(session: EngineSession, points: int) -> float:
    """Return the seconds from a series of points to its signals."""
    import pyarrow as pa

    moments = np.datetime64("2026-01-01T00:00:00", "us") + np.arange(points) * np.timedelta64(
        5, "m"
    )
    values = np.random.default_rng(5).normal(size=points)
    session.keep("series_values", pa.table({"moment": moments, "value": values}))
    nothing = "select '' as metric_id, date'2000-01-01' as date_from, date'2000-01-01' as date_to"
    session.query("silver_household__annotations", f"{nothing} where false")
    session.query("process_values", render("{{ metric_values(metric) }}", date.max, metric=_METRIC))
    start = time.perf_counter()
    run_models(session)
    return time.perf_counter() - start


def main() -> None:
    """Print the seconds for a year and for a quarter of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, EngineSession(Path(folder)) as session:
        for points in (POINTS_OF_A_YEAR // 4, POINTS_OF_A_YEAR):
            print(
                f"{points:7} points, from values to signals: {seconds_for(session, points):5.1f} s"
            )


if __name__ == "__main__":
    main()
