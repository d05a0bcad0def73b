"""Runs of dbt-databricks on a lake, against the stand-in of a warehouse."""

import json
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import yaml

from tests.houses import DBT, PROJECT, House, environment_without
from tests.spark import QUICK_JAVA

CATALOG = "daybook_smoke"
READERS = "family"


@dataclass(frozen=True)
class Statement:
    """A statement that dbt sent, and what was emulated to answer it."""

    sql: str
    emulated: list[str]
    seconds: float
    error: str = ""


@dataclass(frozen=True)
class RunningWarehouse:
    """The stand-in, running; `folder` holds its log."""

    folder: Path
    port: int

    @property
    def address(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}"

    def statements(self) -> list[Statement]:
        """Return every statement that it was sent, in the order of their ends."""
        lines = (self.folder / "statements.jsonl").read_text("utf-8").splitlines()
        return [Statement(**json.loads(line)) for line in lines]

    def run_notebook(self, notebook: Path) -> list[str]:
        """Return what each cell of a notebook shows on the tables that were built."""
        request = Request(f"{self.address}/notebook", data=str(notebook).encode())
        with urlopen(request) as answer:
            said: dict[str, Any] = json.load(answer)
        assert "shown" in said, said["error"]
        shown: list[str] = said["shown"]
        return shown

    def state(self) -> dict[str, Any]:
        """Return `tags` and `grants`, by schema and table."""
        with urlopen(f"{self.address}/state") as answer:
            said: dict[str, Any] = json.load(answer)
        return said


@contextmanager
def running_warehouse(folder: Path, patience_seconds: int = 400) -> Iterator[RunningWarehouse]:
    """Start a stand-in that serves until the end of the block."""
    folder.mkdir()
    with (folder / "output.txt").open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "tests.databricks.warehouse", str(folder), CATALOG],
            cwd=PROJECT,
            # A session of the embedded engine in this process leaves its way to connect there.
            env=environment_without("SPARK_") | QUICK_JAVA,
            stdout=output,
            stderr=output,
        )
    try:
        for _ in range(patience_seconds * 2):
            if (folder / "port").exists():
                break
            assert process.poll() is None, (folder / "output.txt").read_text()[-3000:]
            time.sleep(0.5)
        yield RunningWarehouse(folder, int((folder / "port").read_text()))
    finally:
        process.terminate()
        process.wait(60)


@dataclass(frozen=True)
class DatabricksRuns:
    """dbt on target `databricks`, as the project configures it, but for where the warehouse is."""

    house: House
    warehouse: RunningWarehouse
    clusters: bool = False

    @property
    def target(self) -> Path:
        """Return where dbt leaves its artifacts."""
        return self.house.folder / "target_databricks"

    def dbt(self, *arguments: str, status: int = 0) -> str:
        """Run dbt and return what it says."""
        profiles = self.house.folder / "profiles"
        _write_profile(profiles, self.warehouse)
        answer = subprocess.run(
            [str(DBT), *arguments, "--target", "databricks", "--profiles-dir", str(profiles)],
            env=environment_without("SPARK_")
            | {
                "DAYBOOK_LAKE": str(self.house.lake),
                "DAYBOOK_AS_OF": self.house.as_of,
                "DATABRICKS_HOST": self.warehouse.address,
                "DATABRICKS_HTTP_PATH": "/sql/1.0/warehouses/smoke",
                "DATABRICKS_CATALOG": CATALOG,
                "DATABRICKS_TOKEN": "smoke",
                "DATABRICKS_READERS": READERS,
                "DATABRICKS_LIQUID_CLUSTERING": str(self.clusters).lower(),
                "DBT_TARGET_PATH": str(self.target),
                "DBT_LOG_PATH": str(self.house.folder / "logs_databricks"),
            },
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == status, answer.stdout[-6000:] + answer.stderr[-2000:]
        return answer.stdout

    def results(self) -> dict[str, str]:
        """Return how each node of the last run ended, by its id."""
        found = json.loads((self.target / "run_results.json").read_text("utf-8"))
        return {one["unique_id"]: one["status"] for one in found["results"]}

    def catalog(self) -> dict[str, Any]:
        """Return the nodes that `dbt docs generate` found, by their ids."""
        return _nodes(self.target / "catalog.json")

    def manifest(self) -> dict[str, Any]:
        """Return the nodes of the project as dbt configured them, by their ids."""
        return _nodes(self.target / "manifest.json")


def _nodes(artifact: Path) -> dict[str, Any]:
    nodes: dict[str, Any] = json.loads(artifact.read_text("utf-8"))["nodes"]
    return nodes


def take_bronze(source: House, target: House) -> None:
    """Bring a lake's bronze to the state of another's."""
    shutil.copytree(source.lake / "bronze", target.lake / "bronze", dirs_exist_ok=True)


def _write_profile(folder: Path, warehouse: RunningWarehouse) -> None:
    """Write the project's own profile, with the address that the connector is to call."""
    profile = yaml.safe_load((PROJECT / "profiles.yml").read_text("utf-8"))
    output = profile["daybook"]["outputs"]["databricks"]
    uri = f"{warehouse.address}/sql/1.0/warehouses/smoke"
    output["connection_parameters"] = {"_connection_uri": uri, "enable_telemetry": False}
    folder.mkdir(exist_ok=True)
    (folder / "profiles.yml").write_text(yaml.safe_dump(profile), "utf-8")
