"""What builds leave behind as rows of bronze: each run, its nodes, and the tables as they were."""

import json
import os
import socket
import sys
import time
import uuid
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from ingestion import IngestionError, open_lake
from ingestion.index_files import rows_in, write_rows
from ingestion.layout import RUNS_BEGUN
from ingestion.storage.locations import Location
from ingestion.tables import INDEX_TABLES, RUN_HISTORY, RUN_NODES, RUNS, TABLE_PROFILES
from runner.dbt_build import FAILED, PASSED, BuildResult, NodeResult
from runner.run_folding import finish_folding
from runner.settings import Settings, iso
from runner.table_profiles import Row, profile_rows
from runner.tables import THREADS

KILLED = "killed"
# The two builds of a run: all numbers, and then what watches over them and over the first build.
NUMBERS, WATCH = "numbers", "watch"


@dataclass
class Run:
    """One build of a lake; `number` tells the order, whatever the as-of moments were."""

    settings: Settings
    inputs: str
    number: int
    mark: str = field(default_factory=lambda: uuid.uuid4().hex[:8])
    build: BuildResult = field(default_factory=lambda: BuildResult(()))
    began_at: float = field(default_factory=time.monotonic)

    @property
    def name(self) -> str:
        """Return the name of the run's files."""
        return f"{self.number:08d}-{self.mark}"

    @property
    def run_id(self) -> str:
        """Return the name for people and for published.json."""
        return f"{iso(self.settings.as_of)}-{self.inputs[:8]}-{self.number}"

    def record(self, stage: str, build: BuildResult) -> None:
        """Write the rows of one of the run's builds; with the first those of killed runs, too.

        Who comes here has had the lake's lock: no run that began earlier is still at work.
        """
        self.build = self.build.followed_by(build)
        with _told_where_it_fails():
            _write(self, RUN_NODES, _node_rows(stage, build), f"{self.name}-{stage}")
            if stage == NUMBERS:
                _record_killed(self)
                built = {node.name for node in build.nodes if node.kind == "model"}
                _write(self, TABLE_PROFILES, profile_rows(self.settings.lake, built), self.name)
            # What watches over the numbers reads this row: it stays as it is where all is well.
            if stage == NUMBERS or build.outcome != PASSED:
                _write_run(self, build.outcome)

    def end(self, *, is_broken_off: bool = False) -> None:
        """Take away that the run is at work."""
        with _told_where_it_fails():
            if is_broken_off:
                _write_run(self, FAILED)
            self.settings.lake.storage.remove(_begun(self.name))


def begin_run(settings: Settings, inputs: str) -> Run:
    """Leave a document that says so, which is gone when the run's rows are written.

    inputs: the fingerprint of what is built from.
    """
    run = Run(settings, inputs, _last_number(settings.lake) + 1)
    content = {
        "run_id": run.run_id,
        "as_of": iso(settings.as_of),
        "inputs": inputs,
        "host": socket.gethostname(),
        "process": os.getpid(),
    }
    with _told_where_it_fails():
        settings.lake.storage.replace(_begun(run.name), json.dumps(content).encode())
        # No build shall count rows twice that a killed folding left twice.
        deque(finish_folding(settings.lake), maxlen=0)
    return run


def begun_runs(lake: Location) -> list[dict[str, Any]]:
    """Return the runs that began and have not ended, the latest last: at work, or killed."""
    found = []
    for name in lake.storage.names(RUNS_BEGUN):
        text = lake.storage.read(f"{RUNS_BEGUN}/{name}")
        if text is not None and name.endswith(".json"):
            found.append({**json.loads(text), "name": name.removesuffix(".json")})
    return found


@dataclass(frozen=True)
class LastRun:
    """What is known of a run of a lake that had an end; a killed one has no nodes.

    count_rows: the rows of each table that its build of all numbers made.
    """

    run_id: str
    number: int
    as_of: str
    outcome: str
    build: BuildResult
    count_rows: Mapping[str, int] = field(default_factory=dict)


def read_last_run(lake: Location) -> LastRun | None:
    """Return the last run that ended, or was found to be killed; None before the first."""
    runs = read_last_runs(lake, 1)
    return runs[0] if runs else None


def read_last_runs(lake: Location, count: int) -> list[LastRun]:
    """Return so many of the last runs that ended or were found to be killed, the newest last."""
    keys = sorted(
        (key for key in lake.storage.walk(f"bronze/{RUNS}") if _number_of(_name(key))), key=_name
    )
    with ThreadPoolExecutor(THREADS) as pool:
        return list(pool.map(lambda key: _read_run(lake, key), keys[-count:]))


def _read_run(lake: Location, key: str) -> LastRun:
    (row,) = rows_in(lake.storage.read(key) or b"")
    month, name = key.split("/")[2], _name(key).removesuffix(".parquet")
    nodes = [
        _node_of(one)
        for stage in (NUMBERS, WATCH)
        for one in _rows_of(lake, f"bronze/{RUN_NODES}/{month}/{name}-{stage}.parquet")
    ]
    profiles = _rows_of(lake, f"bronze/{TABLE_PROFILES}/{month}/{name}.parquet")
    return LastRun(
        *(row["run_id"], row["run_number"], row["as_of"], row["outcome"]),
        BuildResult(tuple(nodes)),
        {one["table_name"]: one["count_rows"] for one in profiles if one["column_name"] is None},
    )


def _rows_of(lake: Location, key: str) -> list[dict[str, Any]]:
    data = lake.storage.read(key)
    return rows_in(data) if data else []


def _node_of(row: dict[str, Any]) -> NodeResult:
    duration = row["duration_milliseconds"]
    return NodeResult(
        name=row["node_name"],
        kind=row["resource_type"],
        status=row["status"],
        message="",
        seconds=None if duration is None else duration / 1000,
        node_id=row["node_id"],
        tables=tuple(row["table_names"].split()),
        check_kind=row["check_kind"],
        dimension=row["dimension"],
        demand=row.get("demand") or "",
        count_failures=row["count_failures"],
    )


def is_of_later_run(key: str, number: int) -> bool:
    """Tell whether an object of a lake holds rows of a run after this one."""
    return any(key.startswith(f"bronze/{table}/") for table in RUN_HISTORY) and (
        _number_of(_name(key)) > number
    )


def is_dead(begun: dict[str, Any]) -> bool:
    """Tell whether a run that began on this machine can no longer end."""
    if begun["host"] != socket.gethostname():
        return False
    try:
        os.kill(begun["process"], 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        # It lives, and is another's.
        return False
    return False


def _begun(name: str) -> str:
    return f"{RUNS_BEGUN}/{name}.json"


def _last_number(lake: Location) -> int:
    files = (_name(key) for key in lake.storage.walk(f"bronze/{RUNS}"))
    return max(map(_number_of, (*files, *lake.storage.names(RUNS_BEGUN))), default=0)


def _name(key: str) -> str:
    return key.rpartition("/")[2]


def _number_of(name: str) -> int:
    """Return the number of the run that a file is of; 0 where it is of none."""
    number = name.partition("-")[0]
    return int(number) if number.isdigit() else 0


@contextmanager
def _told_where_it_fails() -> Iterator[None]:
    """Say that the history has a gap: a build is no worse for it."""
    try:
        yield
    except (OSError, IngestionError) as error:
        print(f"daybook: the run could not be written down: {error}", file=sys.stderr)


def _record_killed(run: Run) -> None:
    for begun in begun_runs(run.settings.lake):
        number, _, mark = begun["name"].partition("-")
        if mark == run.mark:
            continue
        as_of = datetime.fromisoformat(begun["as_of"])
        settings = replace(run.settings, as_of=as_of)
        killed = Run(settings, begun["inputs"], int(number), mark, began_at=time.monotonic())
        _write_run(killed, KILLED)
        run.settings.lake.storage.remove(_begun(killed.name))


def _write_run(run: Run, outcome: str) -> None:
    seconds = time.monotonic() - run.began_at
    build = run.build
    counts = (build.nodes, build.errors, build.failures, build.with_status("warn"))
    row: Row = (outcome, run.inputs, round(seconds * 1000), *(len(one) for one in counts))
    _write(run, RUNS, [row], run.name)


def _node_rows(stage: str, build: BuildResult) -> list[Row]:
    return [_node_row(stage, node) for node in build.nodes]


def _node_row(stage: str, node: NodeResult) -> Row:
    # Without the words of an error: they may quote what a file holds, and nobody would forget them.
    demand = node.demand if node.status in ("fail", "warn") else None
    what: Row = (stage, node.node_id, node.name, node.kind, " ".join(node.tables), node.check_kind)
    duration = None if node.seconds is None else round(node.seconds * 1000)
    came: Row = (node.status, node.count_failures, duration)
    return (*what, node.dimension, demand, *came)


def _write(run: Run, table: str, rows: Iterable[Row], name: str) -> None:
    """Write rows of a run as a file of their own: nothing else ever changes it."""
    as_of = iso(run.settings.as_of)
    lake = open_lake(run.settings.lake, run.settings.as_of)
    key = f"bronze/{table}/event_month={as_of[:7]}/{name}.parquet"
    of_run = (run.run_id, run.number, as_of)
    write_rows(lake, INDEX_TABLES[table], [(*of_run, *row) for row in rows], key)
