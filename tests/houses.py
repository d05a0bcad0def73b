"""A household under test: the command run on it as a person would, and its tables read back."""

import fcntl
import hashlib
import json
import os
import pprint
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest
from deltalake import DeltaTable, write_deltalake

from ingestion.storage.locations import location_of
from runner.dbt_build import BuildResult, NodeResult
from runner.run_history import NUMBERS, begin_run
from runner.settings import NO_SITE, Settings
from runner.tables import read_delta_rows
from samples import SAMPLE_AS_OF, write_sample
from tests.spark import QUICK_JAVA

DAYBOOK = Path(sys.executable).with_name("daybook")
DBT = Path(sys.executable).with_name("dbt")
PROJECT = Path(__file__).resolve().parents[1]
# What dbt read of the project, in a lake that was refreshed.
PARSED = Path(".daybook", "target", "partial_parse.msgpack")
_LEVELS = ("05", "10", "50", "90", "95")


def environment_without(prefix: str) -> dict[str, str]:
    """Return the variables of this process but those whose names begin so."""
    return {name: value for name, value in os.environ.items() if not name.startswith(prefix)}


@dataclass(frozen=True)
class House:
    """A household with its lake, and the command to work on it; `code` is the project's folder.

    site: what refreshes do about the site, as `DAYBOOK_SITE` says it.
    target: the engine on which the command works.
    """

    folder: Path
    lake: Path
    as_of: str
    code: Path = PROJECT
    site: str = NO_SITE
    target: str = "local"

    def settings(self) -> Settings:
        """Return what a command of this household is told."""
        moment = datetime.fromisoformat(self.as_of)
        household = self.folder / "household"
        return Settings(location_of(self.lake), household, moment, self.target, self.site)

    def daybook(self, *arguments: str, status: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run the command; `status` is the exit status expected (None: any)."""
        answer = subprocess.run(
            [str(DAYBOOK), *arguments],
            env=environment_without("DAYBOOK_")
            | QUICK_JAVA
            | {
                "DAYBOOK_TARGET": self.target,
                "DAYBOOK_LAKE": str(self.lake),
                "DAYBOOK_HOUSEHOLD": str(self.folder / "household"),
                "DAYBOOK_AS_OF": self.as_of,
                # Tests of the site write it by `daybook crawl`; all others save its seconds.
                "DAYBOOK_SITE": self.site,
                # Where the docs for `dbt docs serve` go: not beside those of the project's lake.
                "DBT_TARGET_PATH": str(self.folder / "target"),
                # Before the packages of the environment, which are those of this project.
                "PYTHONPATH": os.pathsep.join((str(self.code), str(self.code / "engine"))),
            },
            cwd=self.code,
            capture_output=True,
            text=True,
            check=False,
        )
        if status is not None:
            assert answer.returncode == status, answer.stderr[-3000:] + answer.stdout[-3000:]
        return answer

    def refresh(self, *arguments: str, status: int = 0) -> dict[str, Any]:
        """Run `daybook refresh --json` and return its object."""
        answer = self.daybook("refresh", "--json", *arguments, status=status)
        content: dict[str, Any] = json.loads(answer.stdout)
        return content

    def dbt(self, *arguments: str, target: str = "local") -> str:
        """Run plain dbt from the project's root and return what it says."""
        parsed = self.folder / "target" / PARSED.name
        if (self.lake / PARSED).is_file() and not parsed.exists():
            parsed.parent.mkdir(exist_ok=True)
            shutil.copy(self.lake / PARSED, parsed)
        answer = subprocess.run(
            [str(DBT), *arguments, "--target", target],
            env=self.dbt_environment() | QUICK_JAVA,
            cwd=PROJECT,
            capture_output=True,
            text=True,
            check=False,
        )
        assert answer.returncode == 0, answer.stdout + answer.stderr
        return answer.stdout

    def dbt_environment(self) -> dict[str, str]:
        """Return the variables with which plain dbt works on this lake."""
        # A session of the engine in this process leaves its way to connect there.
        return environment_without("SPARK_") | {
            "DAYBOOK_LAKE": str(self.lake),
            "DAYBOOK_AS_OF": self.as_of,
            "DBT_TARGET_PATH": str(self.folder / "target"),
            "DBT_LOG_PATH": str(self.folder / "logs"),
        }

    def rows(self, table: str, layer: str = "gold") -> list[dict[str, Any]]:
        """Return a table's present rows as dictionaries."""
        return read_delta_rows(self.lake / layer / table)

    def schema(self, table: str, layer: str = "gold") -> dict[str, str]:
        """Return each column's type as its engine wrote it."""
        fields = DeltaTable(str(self.lake / layer / table)).schema().fields
        return {field.name: str(field.type) for field in fields}

    def rows_as_text(self, table: str, layer: str = "gold") -> list[str]:
        """Return sorted rows as text, doubles to 9 digits: sums may differ in their last bits."""
        return sorted(
            str({k: f"{v:.9g}" if isinstance(v, float) else v for k, v in sorted(row.items())})
            for row in self.rows(table, layer)
        )

    def versions(self) -> dict[str, int]:
        """Return the Delta version of every silver and gold table."""
        return {
            str(log.parent.relative_to(self.lake)): DeltaTable(str(log.parent)).version()
            for log in self.lake.glob("[sg]*/*/_delta_log")
        }

    def files(self) -> set[str]:
        """Return every file of the lake outside dot folders, relative to it."""
        return {
            str(path.relative_to(self.lake))
            for path in self.lake.rglob("*")
            if path.is_file() and ".daybook" not in path.parts
        }

    def keep_forecast(self, said_on: date, currency: str = "EUR") -> None:
        """Keep a forecast of a past day, as a build of that day had left it."""
        amounts = {f"balance_amount_p{level}": Decimal("9.00") for level in _LEVELS}
        row = {
            "forecast_origin_date": said_on,
            "forecast_date": said_on + timedelta(days=1),
            "currency_code": currency,
            "model": "daybook",
            "horizon_days": 1,
            **amounts,
            "below_zero_probability": 0.5,
        }
        table = self.lake / "gold" / "daily_balance_forecast"
        write_deltalake(str(table), pa.Table.from_pylist([row]), mode="append")

    def leave_a_run(self, status: str) -> None:
        """Leave what a build leaves in which one check ended so, without the build."""
        run = begin_run(self.settings(), "inputs")
        check = NodeResult(
            name="nobody_walks_so_far",
            kind="test",
            status=status,
            message="",
            seconds=1.0,
            node_id="test.daybook.nobody_walks_so_far",
            tables=("daily_activity",),
            check_kind="fact",
            demand="Nobody walks so far.",
            count_failures=3,
        )
        run.record(NUMBERS, BuildResult((check,)))
        run.end()

    def forecast_days(self) -> set[tuple[str, date]]:
        """Return in which currencies and on which days forecasts were made."""
        rows = self.rows("daily_balance_forecast")
        return {(row["currency_code"], row["forecast_origin_date"]) for row in rows}

    def copy(self, folder: Path) -> "House":
        """Return an independent copy of household and lake, to be changed by one test."""
        shutil.copytree(self.folder, folder / "house")
        shutil.copytree(self.lake, folder / "lake", symlinks=True)
        _take_what_was_parsed(self.lake, folder / "lake")
        return replace(self, folder=folder / "house", lake=folder / "lake")


def new_house(folder: Path, days: int) -> House:
    """Write a sample household of so many days, with an empty lake beside it."""
    write_sample(folder / "house", days=days)
    return House(folder / "house", folder / "lake", SAMPLE_AS_OF.isoformat())


def built_once(folders: pytest.TempPathFactory, name: str, build: Callable[[Path], House]) -> House:
    """Return the house that the first of pytest's workers to ask has built, for all of them."""
    folder = folders.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        folder = folder.parent
    place, told = folder / f"shared_{name}", folder / f"shared_{name}.json"
    with (folder / f"shared_{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not told.exists():
            # What a worker left whose build failed.
            shutil.rmtree(place, ignore_errors=True)
            place.mkdir()
            house = build(place)
            told.write_text(json.dumps([str(house.folder), str(house.lake), house.as_of]), "utf-8")
    house_folder, lake, as_of = json.loads(told.read_text("utf-8"))
    return House(Path(house_folder), Path(lake), as_of)


def _take_what_was_parsed(lake: Path, copy: Path) -> None:
    """Let dbt go on with what it read of the project for a lake, in a copy of it.

    dbt reads all again, which takes seconds, where the connection is another; the project as read
    says nothing of the lake's path.
    """
    if (copy / PARSED).is_file():
        content = (copy / PARSED).read_bytes()
        parsed = content.replace(_connection_hash(lake), _connection_hash(copy))
        (copy / PARSED).write_bytes(parsed)


def _connection_hash(lake: Path) -> bytes:
    """Return how dbt's parsed project names the connection to a lake."""
    said = pprint.pformat([("path", str(lake)), ("schema", "silver")])
    return hashlib.sha256(said.encode()).hexdigest().encode()
