import json
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from dbt.adapters.lake.cursor import LakeCursor
from dbt.adapters.lake.server import new_session
from dbt.adapters.lake.writer_lock import LakeInUseError, take_lock
from tests.engines.lake_project import LakeProject

# Seconds of writing on any machine that runs these tests.
MANY_ROWS = "select id, sha2(cast(id as string), 256) as text from range(40000000)"


def wait_until(is_so: Callable[[], bool], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_so():
        assert time.monotonic() < deadline, "waited in vain"
        time.sleep(0.01)


@contextmanager
def running(project: LakeProject, *arguments: str) -> Iterator[subprocess.Popen[str]]:
    process = project.start(*arguments)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def test_a_second_writer_gets_a_clear_error(project: LakeProject) -> None:
    project.model("one", "select 1 as a")
    lock = take_lock(project.lake)

    outcome = project.try_dbt("run")
    lock.release()

    assert not outcome.success
    assert f"The lake {project.lake} is in use by process {os.getpid()} since 20" in outcome.text
    assert f"end it (kill {os.getpid()}); then run this again" in outcome.text


def test_a_long_lived_process_gives_the_lake_free_after_an_invocation(project: LakeProject) -> None:
    project.model("one", "select 1 as a")
    project.dbt("run")

    take_lock(project.lake).release()  # it would raise LakeInUseError


def test_a_failed_invocation_gives_the_lake_free(project: LakeProject) -> None:
    project.model("one", "select no_such_column")
    project.try_dbt("run")

    take_lock(project.lake).release()


def test_a_lock_whose_holder_has_not_signed_yet_is_refused_too(tmp_path: Path) -> None:
    lock = take_lock(tmp_path)
    (tmp_path / ".writer.lock").write_text("")

    with pytest.raises(LakeInUseError, match="in use by another process"):
        take_lock(tmp_path)
    lock.release()


def test_a_process_killed_while_it_writes_leaves_the_old_rows(project: LakeProject) -> None:
    project.model("things", "select 1L as id, 'old' as text")
    project.dbt("run")
    project.model("things", MANY_ROWS)
    folder = project.lake / "silver/things"

    with running(project, "run") as process:
        wait_until(lambda: len(list(folder.glob("*.parquet"))) > 1)
        holder = json.loads((project.lake / ".writer.lock").read_text())["pid"]
        process.send_signal(signal.SIGKILL)

    assert holder == process.pid
    assert project.rows("silver.things") == [{"id": 1, "text": "old"}]
    project.model("things", "select 2L as id, 'new' as text")
    project.dbt("run")  # the killed process holds no lock
    assert project.rows("silver.things") == [{"id": 2, "text": "new"}]


def test_an_interrupted_first_build_starts_again(project: LakeProject) -> None:
    newer = "{% if is_incremental() %} where id > (select max(id) from {{ this }}) {% endif %}"
    project.model("things", f"{MANY_ROWS} {newer}", materialized="incremental")
    log = project.lake / "silver/things/_delta_log"

    with running(project, "run") as process:
        wait_until(lambda: any(log.glob("*.json")))
        process.send_signal(signal.SIGKILL)

    assert project.rows("silver.things") == []
    project.model("things", f"select id from range(3) {newer}", materialized="incremental")
    outcome = project.dbt("run")
    assert "silver.things is empty: the run that created it was interrupted" in outcome.warnings[0]
    assert project.rows("silver.things") == [{"id": 0}, {"id": 1}, {"id": 2}]
    assert project.dbt("run").warnings == ()


def test_control_c_ends_a_run_soon_and_the_next_one_heals(project: LakeProject) -> None:
    project.model("things", MANY_ROWS)
    log = project.lake / "silver/things/_delta_log"

    with running(project, "run") as process:
        wait_until(lambda: any(log.glob("*.json")))
        process.send_signal(signal.SIGINT)
        process.wait(timeout=15)

    project.model("things", "select 1L as id, 'new' as text")
    project.dbt("run")  # fills the table that was only created
    assert project.rows("silver.things") == [{"id": 1, "text": "new"}]


def test_concurrent_writes_of_one_table_all_arrive(project: LakeProject) -> None:
    project.use_lake(project.lake, threads=4)
    project.write("macros/note.sql", NOTE)
    for number in range(8):
        project.model(f"m{number}", "select 1 as a", post_hook="{{ note(this) }}")
    project.dbt("run-operation", "create_notes")

    project.dbt("run")

    assert [row["name"] for row in project.rows("silver.notes")] == [f"m{n}" for n in range(8)]


NOTE = """
{% macro create_notes() %}
    {% do run_query("create schema if not exists silver location '" ~ target.path ~ "/silver'") %}
    {% do run_query(
        "create or replace table silver.notes (name string) using delta location '"
        ~ target.path ~ "/silver/notes'"
    ) %}
{% endmacro %}
{% macro note(relation) -%}
    merge into silver.notes using (select '{{ relation.identifier }}' as name) as new
    on notes.name = new.name when not matched then insert (name) values (new.name)
{%- endmacro %}
"""


def test_a_write_that_loses_every_race_says_so() -> None:
    class Loser:
        tries = 0

        def sql(self, sql: str) -> None:
            from pyspark.errors import SparkRuntimeException

            self.tries += 1
            raise SparkRuntimeException(sql and "Failed to commit transaction: 0")

    loser = Loser()

    with pytest.raises(Exception, match="Failed to commit transaction"):
        LakeCursor(loser).execute("insert into t select 1")  # type: ignore[arg-type]
    assert loser.tries == 8


def test_a_log_that_was_listed_while_it_changed_is_read_again_but_no_row_added_twice() -> None:
    class Torn:
        tries = 0

        def sql(self, sql: str) -> str:
            from pyspark.errors import SparkRuntimeException

            self.tries += 1
            if self.tries == 1:
                raise SparkRuntimeException("Missing commit file: expected version 0, found 8")
            return sql

    read, added = Torn(), Torn()

    LakeCursor(read).execute("insert into t replace where a = 1 select 1")  # type: ignore[arg-type]
    assert read.tries == 2
    with pytest.raises(Exception, match="Missing commit file"):
        LakeCursor(added).execute("/* dbt */ insert into t select 1")  # type: ignore[arg-type]
    assert added.tries == 1


def test_a_lake_is_read_while_a_process_holds_it(project: LakeProject) -> None:
    project.model("one", "select 1 as a")
    project.dbt("run")
    lock = take_lock(project.lake)

    assert project.rows("silver.one") == [{"a": 1}]
    lock.release()


def test_times_come_in_utc_whatever_the_machines_zone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Amsterdam")
    time.tzset()
    cursor = LakeCursor(new_session())
    cursor.execute("select timestamp'2026-07-01 12:00:00' as at")

    assert str(cursor.fetchone()) == "(datetime.datetime(2026, 7, 1, 12, 0),)"
    monkeypatch.undo()
    time.tzset()


def test_the_columns_of_a_query_are_remembered_until_something_is_written() -> None:
    spark = new_session()
    known: dict[str, Any] = {}

    def columns_after(statement: str) -> list[str]:
        LakeCursor(spark, schemas=known).execute(statement)
        cursor = LakeCursor(spark, schemas=known)
        cursor.execute("select * from things")
        return [column[0] for column in cursor.description]

    assert columns_after("create or replace temporary view things as select 1 as a") == ["a"]
    assert list(known) == ["select * from things"]
    assert columns_after("create or replace temporary view things as select 1 as b") == ["b"]
