"""The DAG of Apache Airflow, run by Airflow itself with the real commands."""

import sqlite3
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest

from observability.alerts.health import read_health
from tests.houses import DAYBOOK, PROJECT, House, environment_without

pytestmark = [pytest.mark.deployment, pytest.mark.slow]
INSTALLED = ".venv/airflow/.installed"
STEPS = ("reconcile", "build", "publish", "crawl", "alert", "refreshed")


@dataclass(frozen=True)
class Airflow:
    """Airflow with a database of its own, in the folder `home`."""

    home: Path

    def airflow(self, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(PROJECT / ".venv" / "airflow" / "bin" / "airflow"), *arguments],
            env=environment_without("DAYBOOK_")
            | {
                "AIRFLOW_HOME": str(self.home),
                "AIRFLOW__CORE__DAGS_FOLDER": str(PROJECT / "deployment" / "airflow"),
                "AIRFLOW__CORE__LOAD_EXAMPLES": "False",
                "AIRFLOW__CORE__DEFAULT_TASK_RETRY_DELAY": "0",
            }
            | variables,
            capture_output=True,
            text=True,
            check=False,
        )

    def refresh(self, house: House, day: str) -> tuple[int, dict[str, str]]:
        """Run the DAG on a household and return its status and the state of each task."""
        answer = self.airflow(
            *("dags", "test", "daybook_refresh", day),
            DAYBOOK_COMMAND=str(DAYBOOK),
            DAYBOOK_LAKE=str(house.lake),
            DAYBOOK_HOUSEHOLD=str(house.folder / "household"),
            DAYBOOK_AS_OF=house.as_of,
            DBT_TARGET_PATH=str(house.folder / "target"),
        )
        with sqlite3.connect(self.home / "airflow.db") as database:
            rows = database.execute(
                "select task_id, task_instance.state from task_instance "
                "join dag_run using (dag_id, run_id) where date(logical_date) = ?",
                (day,),
            )
            return answer.returncode, dict(rows.fetchall())


@pytest.fixture(scope="module")
def airflow(tmp_path_factory: pytest.TempPathFactory) -> Airflow:
    made = subprocess.run(
        ["make", INSTALLED], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    if made.returncode:
        pytest.skip(f"Apache Airflow cannot be installed: {made.stderr.strip()[-200:]}")
    found = Airflow(tmp_path_factory.mktemp("airflow"))
    migrated = found.airflow("db", "migrate")
    assert migrated.returncode == 0, migrated.stderr[-2000:]
    return found


@pytest.fixture
def house(small_house: House, tmp_path: Path) -> House:
    return small_house.copy(tmp_path)


def test_a_refresh_that_passes_is_green(airflow: Airflow, house: House) -> None:
    assert airflow.refresh(house, "2026-07-01") == (0, dict.fromkeys(STEPS, "success"))
    assert (house.lake / ".daybook" / "site" / "index.html").is_file()


def test_a_refresh_that_fails_is_red_and_the_alert_runs_all_the_same(
    airflow: Airflow, house: House
) -> None:
    path = house.folder / "household" / "household.yml"
    path.write_text(path.read_text("utf-8").replace("Amsterdam", "Amstredam"), "utf-8")

    status, states = airflow.refresh(house, "2026-07-02")

    assert status != 0
    stopped = dict.fromkeys(("publish", "crawl", "refreshed"), "upstream_failed")
    assert states == {"reconcile": "failed", "build": "failed", "alert": "success", **stopped}
    health = read_health(house.settings().lake.storage)
    assert health is not None
    assert health.outcome == "failed"
    assert b"run" in (house.lake / "alerts.json").read_bytes()
