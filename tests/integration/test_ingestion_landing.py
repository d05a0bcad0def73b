import hashlib
import json
import os
import re
import stat
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest

from households import load_household
from ingestion import IngestionError, ingest, open_lake
from ingestion.tables import (
    DECODED_MONTHS,
    FILES,
    METER_READINGS,
    OFX_TRANSACTIONS,
    REJECTS,
    STATES,
    TABLES,
)
from tests.archives import archive
from tests.faults.lakes import (
    a_household,
    a_lake,
    json_of,
    land,
    leftovers,
    no_household,
    ofx,
    outcome_of,
    outcomes_of,
    rejects_of,
    rows_of,
    snapshot,
    states,
    write,
)

TWO_MONTHS = states(
    "sensor.a,1,2026-01-31T23:59:59.999Z", "sensor.a,2,2026-02-01T00:00:00Z", "sensor.a,x,never"
)


def test_a_new_lake_has_a_version_private_rights_and_all_tables(tmp_path: Path) -> None:
    lake = a_lake(tmp_path)
    assert json_of(lake.path / "lake.json") == {"format_version": 1}
    assert stat.S_IMODE(lake.path.stat().st_mode) == 0o700
    for name, table in TABLES.items():
        assert json_of(lake.path / "bronze" / name / "_schema.json") == table.schema_document()
        assert rows_of(lake, name) == []


def test_a_newer_lake_is_refused_with_the_remedy(tmp_path: Path) -> None:
    write(tmp_path / "lake" / "lake.json", '{"format_version": 2}')
    with pytest.raises(IngestionError, match=r"has format 2.*Update Daybook") as raised:
        a_lake(tmp_path)
    assert raised.value.exit_status == 2


def test_a_damaged_lake_document_is_refused(tmp_path: Path) -> None:
    write(tmp_path / "lake" / "lake.json", "{")
    with pytest.raises(IngestionError, match="is damaged"):
        a_lake(tmp_path)


def test_a_lake_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    write(tmp_path / "lake", "a file")
    with pytest.raises(IngestionError, match="cannot be written"):
        a_lake(tmp_path)


def test_opening_a_lake_again_changes_nothing(tmp_path: Path) -> None:
    lake = a_lake(tmp_path)
    before = snapshot(lake)
    assert snapshot(a_lake(tmp_path)) == before
    assert leftovers(lake) == []


def test_a_landed_file_has_claim_raw_sidecar_occurrence_and_commit(tmp_path: Path) -> None:
    file = write(tmp_path / "inbox" / "My HA" / "über file.csv", TWO_MONTHS)
    lake = a_lake(tmp_path)
    report = ingest(lake, no_household(), [tmp_path / "inbox"])
    content_id = hashlib.sha256(TWO_MONTHS.encode()).hexdigest()

    claim = json_of(lake.path / f"bronze/claims/{content_id}.json")
    folder = "bronze/raw/source=my_ha/ingestion_date=2026-07-01"
    assert claim["raw_path"] == f"{folder}/{content_id[:16]}__ber_file.csv"
    assert (lake.path / claim["raw_path"]).read_bytes() == TWO_MONTHS.encode()
    assert json_of(lake.path / f"{claim['raw_path']}.metadata.json") == {
        "source_bucket": "my_ha",
        "source_key": str(file),
        "ingestion_timestamp": 1782885600,
        "ingestion_date": "2026-07-01",
        "file_size_bytes": len(TWO_MONTHS.encode()),
        "aws_region": None,
        "content_id": content_id,
        "source_version_id": None,
        "etag": None,
        "event_time": None,
        "sequencer": None,
    }
    assert len(list((lake.path / "bronze/occurrences" / content_id).iterdir())) == 1
    (commit,) = (lake.path / "bronze/decodes" / content_id).iterdir()
    assert re.fullmatch(r"home_assistant_history-1-[0-9a-f]{12}\.json", commit.name)
    assert report.as_json() == {
        "landed": 1,
        "duplicate": 0,
        "quarantined": 0,
        "failed": 0,
        "records": 2,
        "rejects": 1,
        "files": [
            {
                "path": str(file),
                "outcome": "landed",
                "reason": None,
                "message": None,
                "content_id": content_id,
                "source": "my_ha",
                "tables": [STATES],
                "records": 2,
                "rejects": 1,
            }
        ],
    }
    assert leftovers(lake) == []


def test_records_lie_in_their_months_with_lineage(tmp_path: Path) -> None:
    file = write(tmp_path / "ha" / "file.csv", TWO_MONTHS)
    lake = a_lake(tmp_path)
    ingest(lake, no_household(), [file])
    first, second = rows_of(lake, STATES)
    assert first["event_month"] == "2026-01"
    assert second == {
        "entity_id": "sensor.a",
        "state": "2",
        "changed_at": "2026-02-01T00:00:00Z",
        "_content_id": hashlib.sha256(TWO_MONTHS.encode()).hexdigest(),
        "_decode_id": first["_decode_id"],
        "_source": "home_assistant_history",
        "_record_number": 2,
        "_line_number": 3,
        "_raw_record": None,
        "_member": None,
        "event_month": "2026-02",
    }
    assert rejects_of(lake) == [("time_invalid", 4)]


def test_index_tables_say_what_the_lake_holds(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.csv", TWO_MONTHS)
    write(tmp_path / "in" / "b.txt", "nothing known")
    lake = a_lake(tmp_path)
    ingest(lake, no_household(), [tmp_path / "in"])
    landed, refused = sorted(rows_of(lake, FILES), key=lambda row: row["state"])
    assert (landed["state"], landed["decoder"]) == ("decoded", "home_assistant_history")
    assert landed["coverage_started_at"] == "2026-01-31T23:59:59.999000Z"
    assert landed["coverage_ended_at"] == "2026-02-01T00:00:00.000000Z"
    assert (landed["count_records"], landed["count_rejects"]) == (2, 1)
    assert landed["count_occurrences"] == 1
    assert (refused["state"], refused["reason"]) == ("quarantined", "unknown_format")
    assert (lake.path / refused["raw_path"]).read_text() == "nothing known"
    months = [
        (row["table_name"], row["event_month_key"], row["count_records"])
        for row in rows_of(lake, DECODED_MONTHS)
    ]
    assert months == [
        (STATES, "2026-01", 1),
        (STATES, "2026-02", 1),
        ("bronze_operations__rejects", "2026-07", 1),
    ]
    assert {row["source_version"] for row in rows_of(lake, DECODED_MONTHS)} == {
        "2026-02-01T00:00:00.000000Z"
    }


def test_what_the_file_states_about_its_age_goes_before_its_coverage(tmp_path: Path) -> None:
    file = write(tmp_path / "a.ofx", ofx("20260102 5 A"))
    lake = a_lake(tmp_path)
    ingest(lake, no_household(), [file])
    (month,) = rows_of(lake, DECODED_MONTHS)
    assert month["table_name"] == OFX_TRANSACTIONS
    assert month["source_version"] == "2026-03-01T12:00:00.000000Z"


def test_the_same_bytes_under_another_name_are_a_duplicate(tmp_path: Path) -> None:
    lake = a_lake(tmp_path)
    first = write(tmp_path / "in" / "ha" / "a.csv", TWO_MONTHS)
    ingest(lake, no_household(), [tmp_path / "in"])
    second = write(tmp_path / "in" / "ha" / "b.csv", TWO_MONTHS)
    report = ingest(lake, no_household(), [tmp_path / "in"])
    assert [(one.path, one.outcome, one.records) for one in report.outcomes] == [
        (str(first), "duplicate", 2),
        (str(second), "duplicate", 2),
    ]
    assert report.as_json()["records"] == 0
    (row,) = rows_of(lake, FILES)
    assert row["count_occurrences"] == 2
    assert sorted(outcomes_of(lake)) == [("duplicate", "already_landed"), ("landed", None)]


def test_offering_the_same_files_again_writes_nothing(tmp_path: Path) -> None:
    write(tmp_path / "in" / "a.csv", TWO_MONTHS)
    write(tmp_path / "in" / "b.txt", "nothing known")
    lake = a_lake(tmp_path)
    ingest(lake, no_household(), [tmp_path / "in"])
    before = snapshot(lake)
    report = ingest(a_lake(tmp_path), no_household(), [tmp_path / "in"])
    assert [(one.outcome, one.reason) for one in report.outcomes] == [
        ("duplicate", "already_landed"),
        ("quarantined", "unknown_format"),
    ]
    assert snapshot(lake) == before
    assert leftovers(lake) == []


def test_a_touched_file_is_read_again_and_still_writes_nothing(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", TWO_MONTHS)
    lake = a_lake(tmp_path)
    ingest(lake, no_household(), [file])
    before = snapshot(lake)
    file.touch()
    assert outcome_of(ingest(lake, no_household(), [file])) == ("duplicate", "already_landed")
    assert snapshot(lake) == before


def test_a_file_that_got_new_bytes_is_a_new_content(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", TWO_MONTHS)
    lake = a_lake(tmp_path)
    ingest(lake, no_household(), [file])
    write(file, TWO_MONTHS + "sensor.b,1,2026-03-01T00:00:00Z\n")
    assert outcome_of(ingest(lake, no_household(), [file])) == ("landed", None)
    assert len(rows_of(lake, FILES)) == 2


def test_sources_come_from_option_inbox_folder_or_decoder(tmp_path: Path) -> None:
    inbox = tmp_path / "inbox"
    text = "version: 1\ntime_zone: UTC\ncurrency: EUR\ninbox: ../inbox\n"
    write(tmp_path / "household" / "household.yml", text)
    household = load_household(tmp_path / "household")
    for number, name in enumerate(["ha/a.csv", "ha/deep/b.csv", "c.csv"]):
        write(inbox / name, states(f"sensor.a,{number},2026-01-01T00:00:00Z"))
    lake = a_lake(tmp_path)
    # Also where only a folder of the inbox is named, its name is the source.
    ingest(lake, household, [inbox / "ha" / "deep"])
    ingest(lake, household, [inbox])
    write(tmp_path / "d.csv", states("sensor.a,9,2026-01-01T00:00:00Z"))
    ingest(lake, household, [tmp_path / "d.csv"], source="told")
    sources = {Path(row["source_key"]).name: row["source"] for row in rows_of(lake, FILES)}
    assert sources == {
        "a.csv": "ha",
        "b.csv": "ha",
        "c.csv": "home_assistant_history",
        "d.csv": "told",
    }


@pytest.mark.parametrize("source", ["", "../x", "Big", "a b", "x" * 101])
def test_a_source_that_cannot_be_a_folder_is_refused(tmp_path: Path, source: str) -> None:
    file = write(tmp_path / "a.csv", TWO_MONTHS)
    with pytest.raises(IngestionError, match="cannot be a source"):
        ingest(a_lake(tmp_path), no_household(), [file], source=source)


def test_a_missing_path_stops_before_anything_is_landed(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", TWO_MONTHS)
    lake = a_lake(tmp_path)
    with pytest.raises(IngestionError, match=r"gone.csv does not exist") as raised:
        ingest(lake, no_household(), [file, tmp_path / "gone.csv"])
    assert raised.value.exit_status == 2
    assert rows_of(lake, FILES) == []


def test_the_lakes_own_files_are_never_landed(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", TWO_MONTHS)
    lake = a_lake(tmp_path)
    assert len(ingest(lake, no_household(), [tmp_path]).outcomes) == 1
    with pytest.raises(IngestionError, match="inside the lake"):
        ingest(lake, no_household(), [lake.path / "bronze"])


def test_hidden_names_and_linked_folders_are_passed_over(tmp_path: Path) -> None:
    inbox = tmp_path / "in"
    real = write(tmp_path / "elsewhere" / "a.csv", TWO_MONTHS)
    write(inbox / ".hidden.csv", TWO_MONTHS)
    write(inbox / ".folder" / "x.csv", TWO_MONTHS)
    (inbox / "link.csv").symlink_to(real)
    (inbox / "folder").symlink_to(real.parent)
    (inbox / "loop").symlink_to(inbox)
    (inbox / "broken.csv").symlink_to(tmp_path / "nothing")
    report = ingest(a_lake(tmp_path), no_household(), [inbox, inbox / "link.csv"])
    assert [(one.path, one.outcome) for one in report.outcomes] == [
        (str(inbox / "link.csv"), "landed")
    ]


def test_equal_bytes_in_two_sources_are_quarantined_in_any_order(tmp_path: Path) -> None:
    write(tmp_path / "in" / "one" / "a.csv", TWO_MONTHS)
    lake = a_lake(tmp_path)
    ingest(lake, no_household(), [tmp_path / "in"])
    other = write(tmp_path / "in" / "two" / "a.csv", TWO_MONTHS)
    report = ingest(lake, no_household(), [tmp_path / "in"])
    assert [one.reason for one in report.outcomes if one.path == str(other)] == [
        "same_content_two_sources"
    ]
    assert rows_of(lake, DECODED_MONTHS) == []
    (row,) = rows_of(lake, FILES)
    assert (row["state"], row["source"]) == ("quarantined", "one")


def test_an_untouched_file_that_is_told_another_source_is_not_taken_for_known(
    tmp_path: Path,
) -> None:
    file = write(tmp_path / "in" / "one" / "a.csv", TWO_MONTHS)
    time.sleep(0.1)
    lake = a_lake(tmp_path)
    ingest(lake, no_household(), [tmp_path / "in"])
    again = ingest(lake, no_household(), [file], source="two")
    assert outcome_of(again) == ("quarantined", "same_content_two_sources")


def test_equal_bytes_in_a_shared_source_count_for_the_other(tmp_path: Path) -> None:
    household = a_household(tmp_path, "  one: {decoder: home_assistant_history, shared: true}\n")
    for source in ("one", "two"):
        write(tmp_path / "in" / source / "a.csv", TWO_MONTHS)
    lake = a_lake(tmp_path)
    ingest(lake, household, [tmp_path / "in"])
    (row,) = rows_of(lake, FILES)
    assert (row["state"], row["source"]) == ("decoded", "two")


def test_a_folder_names_the_source_of_bytes_that_came_without_one(tmp_path: Path) -> None:
    lake = a_lake(tmp_path)
    loose = write(tmp_path / "loose.csv", TWO_MONTHS)
    ingest(lake, no_household(), [loose])
    write(tmp_path / "in" / "ha" / "a.csv", TWO_MONTHS)
    ingest(lake, no_household(), [tmp_path / "in"])
    (row,) = rows_of(lake, FILES)
    assert (row["state"], row["source"]) == ("decoded", "ha")


def test_the_report_survives_json_whatever_the_names(tmp_path: Path) -> None:
    for name in (b"\xff.csv", b"new\nline.csv", "ü.csv".encode()):
        content = states(f"sensor.a,{name!r},2026-01-01T00:00:00Z")
        write(tmp_path / "in" / os.fsdecode(name), content)
    lake = a_lake(tmp_path)
    report = ingest(lake, no_household(), [tmp_path / "in"])
    text = json.dumps(report.as_json(), ensure_ascii=False)
    assert text.encode()
    assert r"\\xff.csv" in text
    assert report.count("landed") == 3
    again = ingest(lake, no_household(), [tmp_path / "in"])
    assert again.count("duplicate") == 3


def test_only_news_become_outcome_rows(tmp_path: Path) -> None:
    lake = a_lake(tmp_path)
    write(tmp_path / "in" / "a.csv", TWO_MONTHS)
    ingest(lake, no_household(), [tmp_path / "in"])
    write(tmp_path / "in" / "b.csv", "")
    ingest(lake, no_household(), [tmp_path / "in"])
    assert sorted(outcomes_of(lake)) == [("landed", None), ("quarantined", "empty_file")]


def test_a_household_constant_reaches_the_records(tmp_path: Path) -> None:
    sources = "  power: {profile: sample_electricity, meter: cellar}\n"
    household = a_household(
        tmp_path, sources + "meters: [{id: cellar, name: Cellar, commodity: electricity}]\n"
    )
    content = "Zeitpunkt;Bezug (kWh);Einspeisung (kWh)\n01.07.2025 00:00;0,179;0\n"
    write(tmp_path / "in" / "power" / "a.csv", content)
    lake = a_lake(tmp_path)
    ingest(lake, household, [tmp_path / "in"])
    bought, sold = rows_of(lake, METER_READINGS)
    assert (bought["meter"], bought["started_at"]) == ("cellar", "2025-06-30T22:00:00Z")
    assert sold["flow"] == "export"
    assert json.loads(sold["_raw_record"])["Bezug (kWh)"] == "0,179"


def test_progress_names_the_file_in_hand(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", TWO_MONTHS)
    shown: list[str] = []
    ingest(a_lake(tmp_path), no_household(), [file], on_progress=shown.append)
    assert shown == [f"1/1 {file}"]


def test_a_clock_without_zone_is_a_mistake_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="time zone"):
        open_lake(tmp_path / "lake", datetime(2026, 7, 1))  # noqa: DTZ001


def test_a_retry_after_midnight_keeps_the_first_date(tmp_path: Path) -> None:
    file = write(tmp_path / "a.csv", TWO_MONTHS)
    ingest(a_lake(tmp_path), no_household(), [file])
    later = open_lake(tmp_path / "lake", datetime(2026, 7, 2, 6, tzinfo=UTC))
    file.touch()
    ingest(later, no_household(), [file])
    (row,) = rows_of(later, FILES)
    assert row["ingestion_date"] == "2026-07-01"


@pytest.mark.parametrize(
    ("content", "name", "outcome"),
    [
        (b"", "a.csv", ("quarantined", "empty_file")),
        (b"<!doctype html>", "a.csv", ("quarantined", "html_page")),
        (b"PK\x03\x04", "a.zip", ("quarantined", "malformed")),
        (b"x", "a", ("quarantined", "unknown_format")),
        (b"OFXHEADER:100\n<OFX><STM", "a.ofx", ("quarantined", "malformed")),
        (states().encode(), "a.ofx", ("landed", None)),
    ],
)
def test_every_content_ends_in_an_outcome(
    tmp_path: Path, content: bytes, name: str, outcome: tuple[str, str | None]
) -> None:
    assert land(tmp_path, content, name) == outcome


def test_records_and_rejects_of_an_archive_name_their_file_inside(tmp_path: Path) -> None:
    content = archive({"2025.csv": TWO_MONTHS, "2026.csv": states("a,1,2026-03-01T00:00:00Z")})
    lake = a_lake(tmp_path)
    report = ingest(lake, no_household(), [write(tmp_path / "home.zip", content)])
    assert [(one.source, one.outcome) for one in report.outcomes] == [
        ("home_assistant_history", "landed")
    ]
    rows = [(row["_member"], row["_line_number"]) for row in rows_of(lake, STATES)]
    assert sorted(rows) == [("2025.csv", 2), ("2025.csv", 3), ("2026.csv", 2)]
    assert [row["_member"] for row in rows_of(lake, REJECTS)] == ["2025.csv"]
