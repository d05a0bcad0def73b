"""A small dbt project on a lake of its own, for the tests of the embedded engine."""

import json
import os
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dbt.cli.main import dbtRunner
from deltalake import DeltaTable

PROJECT = """
name: tried
version: 1.0.0
config-version: 2
profile: tried
flags: {send_anonymous_usage_stats: false, use_colors: false}
models: {tried: {+materialized: table, gold: {+schema: gold}}}
seeds: {tried: {+schema: reference}}
data_tests: {+schema: test_failures}
"""
# dbt's command, which stops at SIGINT even where the tests run in the background of a shell.
DBT = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from dbt.cli.main import cli
cli()
"""
SCHEMA_NAMES = """
{% macro generate_schema_name(custom_schema_name, node) %}
    {{- custom_schema_name or target.schema -}}
{% endmacro %}
"""


@dataclass(frozen=True)
class Outcome:
    """What an invocation of dbt said; `warnings` are those of the adapter."""

    success: bool
    text: str
    warnings: tuple[str, ...]


class LakeProject:
    """Writes models, runs dbt on them, and reads the lake without dbt."""

    def __init__(self, directory: Path, lake: Path) -> None:
        self.directory = directory
        self.lake = lake
        self.write("dbt_project.yml", PROJECT)
        self.write("macros/schema_names.sql", SCHEMA_NAMES)
        self.use_lake(lake)

    def use_lake(self, lake: Path | str, threads: int = 1) -> None:
        self.address = str(lake)
        target = {"type": "lake", "path": str(lake), "schema": "silver", "threads": threads}
        profile = {"tried": {"target": "local", "outputs": {"local": target}}}
        self.write("profiles.yml", json.dumps(profile))

    def write(self, name: str, text: str) -> None:
        path = self.directory / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(textwrap.dedent(text))

    def model(self, name: str, sql: str, **config: Any) -> None:
        """Write a model; `gold/x` lies in schema gold, any other in schema silver."""
        arguments = ", ".join(f"{key}={value!r}" for key, value in config.items())
        header = f"{{{{ config({arguments}) }}}}\n" if config else ""
        self.write(f"models/{name}.sql", header + textwrap.dedent(sql))

    def dbt(self, *arguments: str) -> Outcome:
        """Run dbt in this process; it must succeed."""
        outcome = self.try_dbt(*arguments)
        assert outcome.success, outcome.text
        return outcome

    def try_dbt(self, *arguments: str) -> Outcome:
        """Run dbt in this process."""
        said: list[tuple[str, str]] = []

        def hear(event: Any) -> None:
            said.append((event.info.level, event.info.msg))

        result = dbtRunner(callbacks=[hear]).invoke([*arguments, *self._folders(), "--quiet"])
        warnings = tuple(
            message
            for level, message in said
            if level == "warn" and message.startswith("Lake adapter: ")
        )
        told = [message for level, message in said if level != "debug"]
        return Outcome(result.success, "\n".join([*told, str(result.exception or "")]), warnings)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen[str]:
        """Start dbt in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-c", DBT, *arguments, *self._folders()],
            cwd=self.directory,
            env={**os.environ, **environment},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def fresh_dbt(self, *arguments: str, **environment: str) -> str:
        """Run dbt in a process of its own, which must succeed; return what it wrote."""
        with self.start(*arguments, **environment) as process:
            text, _ = process.communicate(timeout=120)
        assert process.returncode == 0, text
        return text

    def delta(self, table: str) -> DeltaTable:
        """Open `schema.table` as any other program would."""
        return DeltaTable(f"{self.address}/{table.replace('.', '/')}")

    def rows(self, table: str) -> list[Mapping[str, Any]]:
        """Return a table's rows, ordered by all their values."""
        rows = self.delta(table).to_pyarrow_table().to_pylist()
        return sorted(rows, key=lambda row: str(list(row.values())))

    def catalog(self) -> Mapping[str, Mapping[str, str]]:
        """Return the types of all columns in catalog.json, by `schema.table`."""
        nodes = json.loads((self.directory / "target/catalog.json").read_text())["nodes"]
        return {
            f"{node['metadata']['schema']}.{node['metadata']['name']}": {
                name: column["type"] for name, column in node["columns"].items()
            }
            for node in nodes.values()
        }

    def messages(self) -> Mapping[str, str]:
        """Return what the engine said of each node of the last invocation, by the node's name."""
        results = json.loads((self.directory / "target/run_results.json").read_text())["results"]
        return {
            one["unique_id"].split(".")[2]: one["adapter_response"].get("_message", "")
            for one in results
        }

    def _folders(self) -> list[str]:
        folder = str(self.directory)
        return ["--project-dir", folder, "--profiles-dir", folder, "--log-path", f"{folder}/logs"]
