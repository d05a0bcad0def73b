"""The control charts on Apache Spark: the same scores and signals as on the embedded engine."""

import json
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from benchmarks.detectors.daybook import STEPS
from benchmarks.model_sql import EngineSession, model_sql
from tests.engines.charts import Note, Series, day, run_charts
from tests.engines.test_process_baselines import SERIES
from tests.engines.test_process_control import (
    KNOWN,
    MONTGOMERY,
    RUNS,
    VISCOSITY,
    numbers,
    of_baseline,
)
from tests.houses import environment_without
from tests.spark import QUICK_JAVA, need_java

pytestmark = [pytest.mark.spark, pytest.mark.timeout(900)]

SCORES = """
select metric_id, number, round(centre, 6), round(upper_limit, 6), z, cusum_high, cusum_low, ewma
from process_scores order by metric_id, epoch_number, number
"""
SIGNALS = """
select metric_id, cast(observed_at as date), rule_set, rule_number, severity, explanation
from process_signals order by metric_id, observed_at, rule_set, rule_number
"""
# Spark and the engine's client cannot live in one process.
ON_SPARK = """
import json, sys
from pyspark.sql import SparkSession

said = json.load(sys.stdin)
session = (
    SparkSession.builder.master("local[1]")
    .config("spark.sql.session.timeZone", "UTC")
    .config("spark.sql.shuffle.partitions", "1")
    .config("spark.ui.enabled", "false")
    # Few rows and long queries: compiling these to Java costs more than it saves.
    .config("spark.sql.codegen.wholeStage", "false")
    .config("spark.sql.codegen.factoryMode", "NO_CODEGEN")
    .getOrCreate()
)
for name, file in said["files"].items():
    session.read.parquet(file).createOrReplaceTempView(name)
for name, sql in said["steps"]:
    frame = session.sql(sql)
    (frame.localCheckpoint() if name in said["kept"] else frame).createOrReplaceTempView(name)
rows = {name: session.sql(sql).collect() for name, sql in said["asked"].items()}
lists = {name: [list(row) for row in found] for name, found in rows.items()}
json.dump(lists, sys.stdout, default=str)
"""


def test_spark_gives_the_same_scores_and_signals(tmp_path: Path) -> None:
    need_java()
    series = {
        "montgomery": Series(numbers(MONTGOMERY), {"known_centre": "10e0", "known_sigma": "1e0"}),
        "viscosity": Series(numbers(VISCOSITY), of_baseline(19)),
        **{f"run_{number}": Series(run[2], KNOWN) for number, run in enumerate(RUNS)},
        **{name: one for name, one in SERIES.items() if name != "lasting_unsaid"},
    }
    notes = [Note("viscosity", day(4), day(4)), Note("lasting", day(61))]
    asked = {"scores": SCORES, "signals": SIGNALS}
    with EngineSession(tmp_path) as session:
        run_charts(session, series, notes)
        embedded = {
            name: [list(row.values()) for row in session.rows(sql)] for name, sql in asked.items()
        }

    given = {
        name: str(tmp_path / f"{name}.parquet")
        for name in ("process_values", "silver_household__annotations")
    }
    spark = subprocess.run(
        [sys.executable, "-c", ON_SPARK],
        env=environment_without("SPARK_") | QUICK_JAVA,
        input=json.dumps(
            {
                "files": given,
                "steps": [(name, model_sql(name, date.max)) for name, _ in STEPS],
                "kept": [name for name, is_read_often in STEPS if is_read_often],
                "asked": asked,
            }
        ),
        capture_output=True,
        text=True,
        check=False,
    )

    assert spark.returncode == 0, spark.stderr[-3000:]
    found = json.loads(spark.stdout)
    assert len(found["scores"]) > 1000
    assert found["signals"] == json.loads(json.dumps(embedded["signals"], default=str))
    for one, other in zip(found["scores"], embedded["scores"], strict=True):
        assert one[:2] == other[:2]
        assert one[2:] == pytest.approx(other[2:], abs=2e-6), one
