"""A full refresh of all models beside DuckDB running the same queries, after ten years of data.

DuckDB gets each model's compiled SQL as sqlglot transpiles it and writes its tables to a database
file; models that sqlglot cannot say in DuckDB's SQL are named and count for neither. The embedded
engine's times are dbt's own of each model: contracts, checks and Delta commits are in them; the
goal of at most 1.5 times DuckDB's time is about these. Beside them stands what the engine alone
took for the longest statement of each model, which computes its rows, writes them and commits.
"""

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

from benchmarks.apple_health import other_readers
from benchmarks.timing import PROJECT, environment_of, seconds
from samples import SAMPLE_AS_OF, write_sample

PACKAGES = ("duckdb", "sqlglot", "deltalake", "pyarrow")


def main() -> None:
    """Print the time of both, their ratio, the slowest models, and what was left out."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--years", type=int, default=10)
    years = parser.parse_args().years
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch:
        folder = Path(scratch)
        others = other_readers(folder, PACKAGES)
        if others is None:
            raise SystemExit("DuckDB cannot be installed, so there is nothing to compare with.")
        write_sample(folder / "house", days=years * 365)
        lake = folder / "lake"
        environment = environment_of(folder / "house", lake, SAMPLE_AS_OF.isoformat())
        target = Path(environment["DBT_TARGET_PATH"])
        seconds(["daybook", "ingest", str(folder / "house" / "inbox")], environment)
        seconds(["dbt", "seed"], environment)
        # One model at a time, as DuckDB: each engine works on its queries with both processors.
        logs = folder / "logs"
        log_options = ["--log-path", str(logs), "--log-format-file", "json"]
        log_options += ["--log-level-file", "debug", "--log-file-max-bytes", "0"]
        command = ["dbt", *log_options, "run", "--full-refresh", "--threads", "1"]
        whole = seconds(command, environment)
        ours, statements = model_seconds(target), statement_seconds(logs / "dbt.log")
        script = PROJECT / "benchmarks" / "duckdb_queries_others.py"
        answer = subprocess.run(
            [others / "python", script, lake, target], check=True, capture_output=True, text=True
        )
        theirs = json.loads(answer.stdout)
    for name, (in_duckdb, in_lake) in theirs["counts"].items():
        if in_duckdb != in_lake:
            print(f"  {name}: {in_duckdb:,} rows in DuckDB, {in_lake:,} in the lake")
    show(ours, theirs["seconds"], theirs["left_out"])
    alone = sum(statements[name] for name in theirs["seconds"])
    duckdb = sum(theirs["seconds"].values())
    print(f"longest statements alone: {alone:.1f} s, / DuckDB: {alone / duckdb:.2f}")
    print(f"the whole `dbt run --full-refresh`, dbt's own start included: {whole:.1f} s")


def model_seconds(target: Path) -> dict[str, float]:
    """Return how long dbt says each model took."""
    results = json.loads((target / "run_results.json").read_text())["results"]
    return {result["unique_id"].split(".")[-1]: result["execution_time"] for result in results}


def statement_seconds(log: Path) -> dict[str, float]:
    """Return the seconds of each model's longest statement, as dbt's log of events tells them."""
    longest: dict[str, float] = {}
    for line in log.read_text().splitlines():
        event = json.loads(line)
        if event["info"]["name"] == "SQLQueryStatus":
            name = event["data"].get("node_info", {}).get("node_name", "")
            longest[name] = max(longest.get(name, 0.0), event["data"]["elapsed"])
    return longest


def show(ours: dict[str, float], theirs: dict[str, float], left_out: dict[str, str]) -> None:
    """Print what both ran, the slowest of ours first."""
    for name in sorted(theirs, key=lambda one: -ours[one])[:10]:
        print(f"  {name:<45} {ours[name]:>6.2f} s  DuckDB {theirs[name]:>6.2f} s")
    for name, reason in left_out.items():
        print(f"  left out: {name} ({ours[name]:.2f} s): {reason}")
    total, others = sum(ours[name] for name in theirs), sum(theirs.values())
    print(f"{len(theirs)} models: embedded engine {total:.1f} s, DuckDB {others:.1f} s")
    print(f"embedded engine / DuckDB: {total / others:.2f}")


if __name__ == "__main__":
    main()
