"""Forgetting a content: what goes, what stays, and what a crash in between leaves."""

from pathlib import Path

import pytest

from ingestion import Lake, forget, ingest, land_household, reconcile
from ingestion.errors import ContentInUseError, ContentUnknownError
from ingestion.forgetting import whole_id
from ingestion.tables import FILES, OUTCOMES, STATES
from ingestion.tombstones import lift_tombstone
from tests.faults.lakes import (
    Crash,
    a_household,
    a_lake,
    crash_at,
    current_rows,
    no_household,
    outcome_of,
    rows_of,
    states,
    write,
)

BEDROOM = "sensor.bedroom_of_anna"


@pytest.fixture
def lake(tmp_path: Path) -> Lake:
    """A lake with two files, one of which will be forgotten."""
    write(tmp_path / "inbox" / "anna-secret.csv", states(f"{BEDROOM},1,2026-01-01T00:00:00Z"))
    write(tmp_path / "inbox" / "other.csv", states("sensor.b,2,2026-01-02T00:00:00Z"))
    lake = a_lake(tmp_path)
    ingest(lake, no_household(), [tmp_path / "inbox"])
    return lake


def secret_id(lake: Lake) -> str:
    (row,) = [row for row in rows_of(lake, FILES) if "anna" in row["source_key"]]
    return str(row["content_id"])


def traces(lake: Lake, *texts: str) -> list[str]:
    """Return the lake's files that hold one of the texts, or are named by one."""
    found = [path for path in lake.path.rglob("*") if path.is_file()]
    return [
        path.name
        for path in found
        if any(text.encode() in path.read_bytes() or text in path.name for text in texts)
    ]


def test_nothing_of_it_is_left_but_its_hash(lake: Lake) -> None:
    content_id = secret_id(lake)
    assert len(traces(lake, BEDROOM, "anna-secret", content_id[:16])) > 5

    forget(lake, no_household(), [content_id])

    assert traces(lake, BEDROOM, "anna-secret") == []
    assert f"{content_id}.json" in traces(lake, content_id[:16])
    assert [row["entity_id"] for row in current_rows(lake, STATES)] == ["sensor.b"]
    assert [row["path"] for row in rows_of(lake, OUTCOMES)].count("forgotten") == 1


def test_it_lands_no_more_until_that_is_asked_for(lake: Lake, tmp_path: Path) -> None:
    content_id = secret_id(lake)
    file = tmp_path / "inbox" / "anna-secret.csv"
    forget(lake, no_household(), [content_id])

    assert outcome_of(ingest(lake, no_household(), [file])) == ("duplicate", "forgotten")
    assert outcome_of(ingest(lake, no_household(), [file])) == ("duplicate", "forgotten")
    assert traces(lake, BEDROOM, "anna-secret") == []

    assert lift_tombstone(lake, content_id)
    assert outcome_of(ingest(lake, no_household(), [file])) == ("landed", None)
    assert len(current_rows(lake, STATES)) == 2


@pytest.mark.parametrize("call", range(1, 7))
def test_a_crash_is_finished_by_the_same_command(lake: Lake, tmp_path: Path, call: int) -> None:
    content_id = secret_id(lake)
    with pytest.raises(Crash):
        forget(a_lake(tmp_path, crash_at("after erasing", call)), no_household(), [content_id])

    forget(a_lake(tmp_path), no_household(), [content_id])

    assert traces(lake, BEDROOM, "anna-secret") == []
    assert [row["entity_id"] for row in current_rows(lake, STATES)] == ["sensor.b"]


def test_reconcile_finishes_what_a_crash_left(lake: Lake, tmp_path: Path) -> None:
    with pytest.raises(Crash):
        forget(a_lake(tmp_path, crash_at("after tombstone")), no_household(), [secret_id(lake)])

    reconcile(a_lake(tmp_path), no_household(), tmp_path / "inbox")

    assert traces(lake, BEDROOM, "anna-secret") == []


def test_an_id_that_is_none_or_several_is_refused(lake: Lake) -> None:
    content_id = secret_id(lake)
    assert whole_id(lake, content_id[:12]) == content_id
    with pytest.raises(ContentUnknownError, match="is the id of no content"):
        whole_id(lake, "0123456789abcdef")
    with pytest.raises(ContentUnknownError, match="start of several ids"):
        whole_id(lake, "")


def test_what_the_household_says_now_is_not_forgotten(tmp_path: Path) -> None:
    lake, household = a_lake(tmp_path), a_household(tmp_path)
    land_household(lake, household)
    (row,) = rows_of(lake, FILES)

    with pytest.raises(ContentInUseError, match=r"present household\.yml"):
        forget(lake, household, [row["content_id"]])

    assert len(rows_of(lake, FILES)) == 1
