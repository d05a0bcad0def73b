"""Landing into a lake in a bucket: the same rows as in a folder, through everything that fails."""

import json
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from ingestion import FileOutcome, IngestReport, Lake, ingest, open_lake, reconcile, replay
from ingestion.contents import SourceObject
from ingestion.layout import is_sidecar
from ingestion.objects import object_landing
from ingestion.storage.bucket_access import client
from ingestion.storage.lease import take_lease
from ingestion.storage.s3 import S3Storage
from ingestion.tables import FILES
from tests.buckets import SMALLEST_PART, Bucket
from tests.faults.lakes import (
    AS_OF,
    Crash,
    a_household,
    a_lake,
    current_rows,
    no_household,
    ofx,
    outcome_of,
    rows_of,
    state_of,
    states,
    write,
)

STATES = states("sensor.a,21.5,2026-03-01T10:00:00Z", "sensor.a,21.7,2026-03-01T10:05:00Z")
LATER = states("sensor.a,22.5,2026-03-02T10:00:00Z")
HOME = "bronze_home_assistant__states"


def s3_lake(bucket: Bucket) -> Lake:
    return open_lake(f"s3://{bucket.name}/lake", AS_OF)


def mirrored(bucket: Bucket, folder: Path) -> Lake:
    """Return the bucket's lake as a folder, for readers of folders."""
    for key in bucket.keys("lake/"):
        write(folder / key, bucket.get(key))
    return open_lake(folder / "lake", AS_OF)


def offered(bucket: Bucket, key: str, content: str, sequencer: str = "1") -> SourceObject:
    """Put an object and return what its event says."""
    answer = bucket.put(key, content.encode())
    return SourceObject(
        bucket.name, key, answer["VersionId"], answer["ETag"], len(content), sequencer,
        "2026-07-01T05:59:58.123Z", "eu-west-1",
    )  # fmt: skip


def landed(lake: Lake, *origins: SourceObject) -> list[FileOutcome]:
    with object_landing(lake, no_household(), "inbox") as landing:
        return [landing.land(origin) for origin in origins]


def outcomes(found: list[FileOutcome]) -> list[tuple[str, str | None]]:
    return [(one.outcome, one.reason) for one in found]


@contextmanager
def crashing(event: str, call: int) -> Iterator[None]:
    """Die at the n-th request of a kind: before it is sent, or when it has done its work."""
    left = iter(range(call - 1))

    def die(**_: Any) -> None:
        if next(left, None) is None:
            raise Crash(event)

    client().meta.events.register_first(event, die)
    try:
        yield
    finally:
        client().meta.events.unregister(event, die)


def test_files_land_in_a_bucket_as_in_a_folder(tmp_path: Path, bucket: Bucket) -> None:
    write(tmp_path / "inbox/home/a.csv", STATES)
    write(tmp_path / "inbox/bank/b.ofx", ofx("20260301 -12.50 1", "20260302 -3.00 2"))
    write(tmp_path / "inbox/empty.csv", "")
    household = a_household(tmp_path)
    here = ingest(a_lake(tmp_path), household, [tmp_path / "inbox"])
    there = ingest(s3_lake(bucket), household, [tmp_path / "inbox"])
    assert there.outcomes == here.outcomes
    assert state_of(mirrored(bucket, tmp_path / "copy")) == state_of(a_lake(tmp_path))


def test_the_sidecar_says_what_s3_and_its_event_said(bucket: Bucket) -> None:
    origin = offered(bucket, "inbox/home/a b.csv", STATES, "0055AED6DCD90281E5")
    (one,) = landed(s3_lake(bucket), origin)
    assert (one.outcome, one.source, one.tables) == ("landed", "home", (HOME,))
    (key,) = [key for key in bucket.keys("lake/bronze/raw/") if is_sidecar(key)]
    said = json.loads(bucket.get(key))
    assert said == {
        "source_bucket": bucket.name,
        "source_key": "inbox/home/a b.csv",
        "ingestion_timestamp": 1782885600,
        "ingestion_date": "2026-07-01",
        "file_size_bytes": len(STATES),
        "aws_region": "eu-west-1",
        "content_id": one.content_id,
        "source_version_id": origin.version_id,
        "etag": (origin.etag or "").strip('"'),
        "event_time": "2026-07-01T05:59:58.123Z",
        "sequencer": "0055AED6DCD90281E5",
    }


def test_ten_equal_events_at_once_land_one_content(bucket: Bucket) -> None:
    origin = offered(bucket, "inbox/home/a.csv", STATES)

    def land(_: int) -> FileOutcome:
        (one,) = landed(s3_lake(bucket), origin)
        return one

    with ThreadPoolExecutor(10) as pool:
        found = outcomes(list(pool.map(land, range(10))))
    assert sorted(found) == [("duplicate", "already_landed")] * 9 + [("landed", None)]
    before = bucket.keys("lake/")
    assert outcomes(landed(s3_lake(bucket), origin)) == [("duplicate", "already_landed")]
    assert bucket.keys("lake/") == before


@pytest.mark.parametrize("order", [(0, 1, 2), (2, 1, 0), (1, 2, 0)])
def test_versions_out_of_order_keep_the_order_of_their_sequencers(
    bucket: Bucket, tmp_path: Path, order: tuple[int, ...]
) -> None:
    contents = [STATES, LATER, STATES]
    sequencers = ["F", "0010", "11"]
    versions = [
        offered(bucket, "inbox/home/a.csv", *one) for one in zip(contents, sequencers, strict=True)
    ]
    lake = s3_lake(bucket)
    for number in order:
        landed(lake, versions[number])
    ingest(lake, no_household(), [])
    months = rows_of(mirrored(bucket, tmp_path), "bronze_operations__decoded_months")
    found = {row["content_id"]: row["source_version"] for row in months}
    assert [version[-4:] for version in sorted(found.values())] == ["0010", "0011"]
    assert len(rows_of(mirrored(bucket, tmp_path), FILES)) == 2


def test_a_version_is_read_though_it_was_overwritten_and_one_that_is_gone_is_missing(
    bucket: Bucket,
) -> None:
    first = offered(bucket, "inbox/home/a.csv", STATES)
    second = offered(bucket, "inbox/home/a.csv", LATER)
    gone = replace(first, version_id=None)
    client().delete_object(Bucket=bucket.name, Key=second.key, VersionId=second.version_id)
    found = landed(s3_lake(bucket), first, second, replace(gone, etag="0" * 32))
    assert outcomes(found) == [
        ("landed", None),
        ("failed", "source_missing"),
        ("failed", "source_missing"),
    ]


@pytest.mark.parametrize("key", ["inbox/\ud800.csv", "inbox/\0", "", "inbox/nothing", "a" * 2000])
def test_a_key_that_leads_nowhere_costs_its_own_event_only(bucket: Bucket, key: str) -> None:
    origin = offered(bucket, "inbox/home/a.csv", STATES)
    found = landed(s3_lake(bucket), SourceObject(bucket.name, key), origin)
    assert [one.outcome for one in found] == ["failed", "landed"]


def test_a_large_object_is_copied_inside_of_s3(bucket: Bucket) -> None:
    content = states(*(f"sensor.a,{n},2026-03-01T10:00:{n:02}Z" for n in range(60)))
    lake = s3_lake(bucket)
    lake = replace(lake, storage=S3Storage(bucket.name, "lake", part_bytes=SMALLEST_PART))
    copied: list[str] = []
    note: Callable[..., None] = lambda params, **_: copied.append(params["headers"].get("x"))  # noqa: E731
    client().meta.events.register("before-call.s3.UploadPartCopy", note)
    found = landed(lake, offered(bucket, "inbox/home/a.csv", content))
    client().meta.events.unregister("before-call.s3.UploadPartCopy", note)
    assert outcomes(found) == [("landed", None)]
    assert found[0].records == 60
    assert len(copied) == -(-len(content) // SMALLEST_PART)
    (raw,) = [key for key in bucket.keys("lake/bronze/raw/") if not is_sidecar(key)]
    assert bucket.get(raw) == content.encode()


@pytest.mark.parametrize(
    ("when", "call"), [("before-call", 1), *(("after-call", call) for call in range(1, 7))]
)
def test_a_crash_at_any_write_is_made_good_by_the_same_event(
    bucket: Bucket, tmp_path: Path, when: str, call: int
) -> None:
    origin = offered(bucket, "inbox/home/a.csv", STATES)
    lake = s3_lake(bucket)
    with suppress(Crash), crashing(f"{when}.s3.PutObject", call):
        landed(lake, origin)
    landed(s3_lake(bucket), origin)
    ingest(s3_lake(bucket), no_household(), [])
    copy = mirrored(bucket, tmp_path)
    assert [row["state"] for row in rows_of(copy, FILES)] == ["decoded"]
    assert [row["state"] for row in current_rows(copy, HOME)] == ["21.5", "21.7"]


def test_what_another_machine_landed_is_known_at_once(
    bucket: Bucket, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = [write(tmp_path / "home/a.csv", STATES), write(tmp_path / "home/b.csv", LATER)]
    ingest(s3_lake(bucket), no_household(), files[:1])
    monkeypatch.setenv("DAYBOOK_CACHE", str(tmp_path / "another machine"))
    report = ingest(s3_lake(bucket), no_household(), files)
    assert outcomes(list(report.outcomes)) == [("duplicate", "already_landed"), ("landed", None)]
    assert len(rows_of(mirrored(bucket, tmp_path), FILES)) == 2


def test_ingestion_waits_for_no_writer_and_the_index_follows(
    bucket: Bucket, tmp_path: Path
) -> None:
    file = write(tmp_path / "home/a.csv", STATES)
    lake = s3_lake(bucket)
    lease = take_lease(str(lake.location), "dbt")
    report: IngestReport = ingest(lake, no_household(), [file])
    assert (report.exit_status, outcome_of(report)) == (0, ("landed", None))
    assert rows_of(mirrored(bucket, tmp_path / "while"), FILES) == []
    lease.release()
    ingest(s3_lake(bucket), no_household(), [])
    assert len(rows_of(mirrored(bucket, tmp_path / "after"), FILES)) == 1


def test_raw_bytes_that_changed_in_the_bucket_are_never_decoded(
    bucket: Bucket, tmp_path: Path
) -> None:
    lake = s3_lake(bucket)
    ingest(lake, no_household(), [write(tmp_path / "home/a.csv", STATES)])
    (raw,) = [key for key in bucket.keys("lake/bronze/raw/") if not is_sidecar(key)]
    bucket.put(raw, STATES.replace("21.5", "99.9").encode())
    report = replay(s3_lake(bucket), no_household())
    assert outcome_of(report) == ("failed", "raw_conflict")


def test_a_landing_that_was_cut_off_is_finished_by_reconcile(bucket: Bucket) -> None:
    lake, origin = s3_lake(bucket), offered(bucket, "inbox/home/a.csv", STATES)
    with suppress(Crash), crashing("after-call.s3.PutObject", 3):
        landed(lake, origin)
    report = reconcile(s3_lake(bucket), no_household(), None)
    assert outcome_of(report) == ("recovered", "recovered")
