"""One process at a time writes a lake in a bucket; one that dies stops nobody for long."""

import json
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from dbt.adapters.lake.built_from import BuiltFrom
from dbt.adapters.lake.handle import LakeHandle
from dbt.adapters.lake.server import new_session
from dbt.adapters.lake.sessions import LakeSession
from dbt.adapters.lake.writer_lease import WriterLease
from dbt.adapters.lake.writer_lock import LakeInUseError
from ingestion.storage.lease import LEASE_NAME, take_lease
from tests.buckets import Bucket
from tests.engines.lake_project import LakeProject

LEASE = f"home/lake/{LEASE_NAME}"
MODELS = 8


@pytest.fixture
def models(bucket_project: LakeProject) -> LakeProject:
    for number in range(MODELS):
        bucket_project.model(f"m{number}", f"select {number} as number")
    return bucket_project


@contextmanager
def building(
    project: LakeProject, has_begun: Callable[[], bool]
) -> Iterator[subprocess.Popen[str]]:
    """Start `dbt run` in a process of its own and wait until it has begun."""
    process = project.start("run")
    try:
        deadline = time.monotonic() + 60
        while not has_begun():
            assert process.poll() is None, process.communicate()[0]
            assert time.monotonic() < deadline, "waited in vain"
            time.sleep(0.01)
        yield process
    finally:
        process.kill()
        process.communicate()


def built(bucket: Bucket) -> set[str]:
    """Return the models whose rows are in the bucket: creation is a table's first commit."""
    keys = bucket.keys("home/lake/silver/")
    return {key.split("/")[3] for key in keys if key.endswith("1.json")}


def test_a_build_while_another_holds_the_lease_is_refused_and_changes_nothing(
    models: LakeProject, bucket: Bucket, address: str
) -> None:
    lease = take_lease(address, "the kitchen laptop")

    text = models.try_dbt("run").text
    lease.release()

    assert f"The lake {address} is in use by the kitchen laptop, for " in text
    assert built(bucket) == set()


@pytest.mark.parametrize("sql", ["select 1 as a", "select no_such_column"])
def test_a_build_gives_its_lease_back_whether_it_succeeds_or_not(
    bucket_project: LakeProject, bucket: Bucket, sql: str
) -> None:
    bucket_project.model("one", sql)

    bucket_project.try_dbt("run")

    assert bucket.keys(LEASE) == []


def test_no_statement_starts_once_the_lease_is_lost(bucket: Bucket, address: str) -> None:
    lease = WriterLease(take_lease(address, "dbt", duration_seconds=1))
    spark = new_session()
    handle = LakeHandle(LakeSession(address, lease, spark, (), BuiltFrom(address)))
    handle.cursor().execute("select 1")

    bucket.put(LEASE, b"another's")
    time.sleep(1)

    with pytest.raises(LakeInUseError, match="was lost"):
        handle.cursor()
    with pytest.raises(LakeInUseError, match="was lost"):
        handle.finish(f"{address}/silver/things")
    spark.stop()


def test_a_killed_build_is_completed_by_the_next_one_once_its_lease_has_expired(
    models: LakeProject, bucket: Bucket
) -> None:
    with building(models, lambda: "m2" in built(bucket)) as process:
        process.send_signal(signal.SIGKILL)
    begun = built(bucket)

    refused = models.try_dbt("run").text
    # As if a minute had passed.
    expired = {**json.loads(bucket.get(LEASE)), "duration_seconds": 0}
    bucket.put(LEASE, json.dumps(expired).encode())
    # It knows of no killed run (of an interrupted one, only what was done): it must do no harm.
    models.try_dbt("retry")
    models.try_dbt("retry")
    models.dbt("run")

    assert len(begun) < MODELS
    assert f"in use by dbt, process {process.pid} on " in refused
    assert [models.rows(f"silver.m{n}") for n in range(MODELS)] == [
        [{"number": n}] for n in range(MODELS)
    ]
