"""What a morning says that a check holds back, that is killed, or that goes on where it failed."""

import os
import re
import signal
import subprocess
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest
from deltalake import DeltaTable

from ingestion.storage.locations import location_of
from observability.alerts.health import Signal, read_health, write_health
from runner.tables import read_record_rows
from tests.houses import DAYBOOK, House

pytestmark = pytest.mark.slow
CHECK = "in_range_silver_fitness__activity_days_step_count__300000__0"


@dataclass(frozen=True)
class Stopped:
    """A household whose last refresh was held back, and what that refresh said."""

    house: House
    said: dict[str, Any]
    published_before: str

    def published(self) -> str:
        """Return what is published now."""
        return (self.house.lake / "published.json").read_text()

    def outcomes(self) -> list[str]:
        """Return what became of each run, in their order."""
        runs = read_record_rows(location_of(self.house.lake / "bronze/bronze_operations__runs"))
        return [run["outcome"] for run in sorted(runs, key=lambda run: run["run_number"])]


@pytest.fixture(scope="module")
def stopped(small_house: House, tmp_path_factory: pytest.TempPathFactory) -> Stopped:
    """A household with a file that says what cannot be; the tests carry it on in their order."""
    house = small_house.copy(tmp_path_factory.mktemp("stopped"))
    before = (house.lake / "published.json").read_text()
    # A well-formed file, and the latest of its source; only a check knows that nobody walks so far.
    (house.folder / "inbox" / "fitbit_anna" / "impossible.csv").write_text(
        "Date,Steps,Distance (km),Active Calories (kcal)\n"
        "2026-06-29,9999999,5,300\n2026-07-01,100,1,10\n",
        "utf-8",
    )
    return Stopped(house, house.refresh(status=3), before)


def test_a_failed_critical_check_keeps_the_last_published_state(stopped: Stopped) -> None:
    assert not stopped.said["is_published"]
    assert stopped.said["build"]["failed_checks"] == [CHECK]
    assert stopped.published() == stopped.published_before


def test_a_stale_morning_says_since_when_and_why(stopped: Stopped) -> None:
    (reason,) = stopped.said["held_back_by"]
    assert reason.startswith(f"{CHECK} of silver_fitness__activity_days found 1 row. ")
    assert f"dbt show --select {CHECK}" in reason

    status = stopped.house.daybook("status", status=3).stdout

    assert re.search(r"STALE since \S+: the run of \S+ was held back", status)
    assert reason in status


def test_dbt_retry_goes_on_where_the_check_failed(stopped: Stopped, small_house: House) -> None:
    house = stopped.house
    table = str(house.lake / "silver" / "silver_fitness__activity_days")
    DeltaTable(table).delete("step_count > 300000")

    again = ("retry", "--target-path", str(house.lake / ".daybook" / "target"))
    said = house.dbt(*again)

    assert f"PASS {CHECK}" in said
    assert "Nothing to do" in house.dbt(*again)
    (count_nodes,) = re.findall(r"TOTAL=(\d+)", said)
    assert 1 < int(count_nodes) < len(small_house.versions())
    DeltaTable(table).restore(DeltaTable(table).version() - 1)


def test_a_killed_refresh_is_seen_and_the_next_one_writes_it_down(stopped: Stopped) -> None:
    _killed_refresh(stopped.house)

    assert "was killed: run it again" in stopped.house.daybook("status", status=3).stdout

    # Asking again, with nothing new to build, must not let it through.
    stopped.house.refresh(status=3)
    assert stopped.published() == stopped.published_before
    assert stopped.outcomes() == ["passed", "held_back", "killed", "held_back"]
    assert "was killed" not in stopped.house.daybook("status", status=3).stdout


def test_status_names_what_pages_at_its_newest_value(small_house: House, tmp_path: Path) -> None:
    house = small_house.copy(tmp_path)
    storage = location_of(house.lake).storage
    said = read_health(storage)
    assert said is not None
    signals = (
        Signal("a.b", "2026-06-29T00:00:00Z", "page", "it was odd", "daily_activity"),
        Signal("a.b", "2026-06-30T00:00:00Z", "page", "it is odd", "daily_activity"),
        Signal("c.d", "2026-06-30T00:00:00Z", "log", "it is noted", "daily_activity"),
    )
    newest = dict.fromkeys(("a.b", "c.d"), "2026-06-30T00:00:00Z")
    write_health(storage, replace(said, signals=signals, newest_points=newest))

    status = house.daybook("status", status=3).stdout

    assert "unusual: 1 signals that page, 1 in the log\n  a.b: it is odd\n" in status
    assert "it was odd" not in status


def _killed_refresh(house: House) -> None:
    """Kill a refresh as soon as it says that it builds."""
    begun = house.lake / "bronze" / "runs_begun"
    environment = os.environ | {
        "DAYBOOK_LAKE": str(house.lake),
        "DAYBOOK_HOUSEHOLD": str(house.folder / "household"),
        "DAYBOOK_AS_OF": house.as_of,
    }
    running = subprocess.Popen(
        [str(DAYBOOK), "refresh"], env=environment, cwd=house.code, stdout=subprocess.DEVNULL
    )
    while not list(begun.glob("*.json")):
        assert running.poll() is None, "it ended before it could be killed"
        time.sleep(0.02)
    running.send_signal(signal.SIGKILL)
    running.wait()
