"""Contents made to break a reader end in an outcome with a reason, in bounded time."""

import os
import tracemalloc
from pathlib import Path

import pytest

from ingestion import ingest
from ingestion.tables import STATES
from tests.faults.lakes import (
    STATES_HEADER,
    a_household,
    a_lake,
    current_rows,
    land,
    no_household,
    outcome_of,
    rejects_of,
    states,
    write,
)

GOOD = "sensor.a,1,2026-01-01T00:00:00Z\n"
LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY lol "lol">'
    '<!ENTITY lol1 "&lol;&lol;&lol;&lol;">]><OFX><STMTRS><NAME>&lol1;</STMTRS></OFX>'
)
OUTSIDE = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><OFX>&f;</OFX>'
)


@pytest.mark.parametrize(
    ("content", "name", "outcome"),
    [
        (LAUGHS.encode(), "a.ofx", ("quarantined", "entities_forbidden")),
        (OUTSIDE.encode(), "a.ofx", ("quarantined", "entities_forbidden")),
        (b"<html><body>Session expired", "a.csv", ("quarantined", "html_page")),
        (b"\0" * 10_000, "a.csv", ("quarantined", "unknown_format")),
        (os.urandom(100_000), "a.ofx", ("quarantined", "unknown_format")),
        (b"<OFX>" * 100_000, "a.ofx", ("quarantined", "malformed")),
        (b"<OFX>" + b"<![CDATA[" * 300_000, "a.ofx", ("quarantined", "malformed")),
        (b"<OFX>" + b"<" * 2_000_000, "a.ofx", ("quarantined", "malformed")),
        (b"<OFX><A " + b"/" * 2_000_000, "a.ofx", ("quarantined", "malformed")),
        (b"," * 1_000_000, "a.csv", ("quarantined", "unknown_format")),
        (b'"' * 1_000_001, "a.csv", ("quarantined", "unknown_format")),
        (STATES_HEADER.encode("utf-16"), "a.csv", ("quarantined", "unknown_format")),
        (
            STATES_HEADER.encode() + b"sensor.\xfc,1,2026-01-01T00:00:00Z\n",
            "a.csv",
            ("quarantined", "encoding_invalid"),
        ),
        (b"entity_id,state,state\n", "a.csv", ("quarantined", "unknown_format")),
    ],
)
def test_hostile_files_are_quarantined(
    tmp_path: Path, content: bytes, name: str, outcome: tuple[str, str]
) -> None:
    assert land(tmp_path, content, name) == outcome


@pytest.mark.parametrize(
    ("rows", "rejects"),
    [
        ('"open,1,2026-01-01T00:00:00Z\n' + GOOD, [("row_ragged", 2)]),
        (GOOD + "\0\0\0\0\0\0\n", [("nul_character", 3)]),
        (GOOD + "x" * 2_000_000 + "\n", [("line_too_long", 3)]),
        (GOOD + f"sensor.a,{'9' * 200_000},2026-01-01T00:00:00Z\n", [("line_too_long", 3)]),
        (GOOD + ",1,2026-01-01T00:00:00Z\n", [("entity_missing", 3)]),
        (GOOD + "sensor.a,1,2026-01-01T00:00:00\n", [("time_invalid", 3)]),
        (GOOD + "sensor.a,1,9999-01-01T00:00:00Z\n", [("time_out_of_range", 3)]),
        (GOOD + "sensor.a,1\nsensor.a,1,x,y\n", [("row_ragged", 3), ("row_ragged", 4)]),
    ],
)
def test_hostile_rows_cost_only_themselves(
    tmp_path: Path, rows: str, rejects: list[tuple[str, int]]
) -> None:
    assert land(tmp_path, STATES_HEADER + rows) == ("landed", None)
    lake = a_lake(tmp_path)
    assert rejects_of(lake) == rejects
    assert [row["state"] for row in current_rows(lake, STATES)] == ["1"]


def test_formula_cells_stay_as_they_came(tmp_path: Path) -> None:
    formula = '"=HYPERLINK(""http://x"")"'
    land(tmp_path, states(f"sensor.a,{formula},2026-01-01T00:00:00Z"))
    (row,) = current_rows(a_lake(tmp_path), STATES)
    assert row["state"] == '=HYPERLINK("http://x")'


def test_a_decoders_own_bug_costs_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_arguments: object) -> None:
        raise KeyError("nobody foresaw this")

    monkeypatch.setattr("ingestion.decoders.home_assistant._item", broken)
    write(tmp_path / "in" / "a.csv", STATES_HEADER + GOOD)
    write(tmp_path / "in" / "b.csv", "")
    report = ingest(a_lake(tmp_path), no_household(), [tmp_path / "in"])
    assert [one.reason for one in report.outcomes] == ["decoder_error", "empty_file"]
    assert "KeyError" in str(report.outcomes[0].message)

    monkeypatch.undo()
    os.utime(tmp_path / "in" / "a.csv")
    offered = ingest(a_lake(tmp_path), no_household(), [tmp_path / "in" / "a.csv"])
    assert outcome_of(offered) == ("landed", None)


def test_a_file_of_more_months_than_files_can_be_open_is_read_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.record_files._ROWS_IN_MEMORY", 100)
    monkeypatch.setattr("ingestion.record_files._MOST_OPEN_FILES", 5)
    months = [f"{year}-{month:02d}" for year in range(1990, 2010) for month in range(1, 13)]
    rows = [f"sensor.a,{number},{month}-01T00:00:00Z" for number in range(5) for month in months]
    assert land(tmp_path, states(*rows)) == ("landed", None)
    found = current_rows(a_lake(tmp_path), STATES)
    assert sorted(row["_record_number"] for row in found) == list(range(1, len(rows) + 1))


def test_a_large_file_takes_little_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ingestion.record_files._ROWS_IN_MEMORY", 1000)
    times = (f"2026-01-01T00:00:00.{number % 1000:03d}Z" for number in range(60_000))
    file = write(tmp_path / "a.csv", states(*(f"sensor.a,1,{time}" for time in times)))
    lake, household = a_lake(tmp_path), no_household()
    land(tmp_path / "first", states())
    tracemalloc.start()
    try:
        ingest(lake, household, [file])
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 8_000_000


def test_a_bad_bank_file_in_its_own_folder_names_the_remedy(tmp_path: Path) -> None:
    household = a_household(tmp_path, "  bank: {decoder: ofx}\n")
    write(tmp_path / "in" / "bank" / "a.ofx", b"\x89\x00\x01 cut off")
    report = ingest(a_lake(tmp_path), household, [tmp_path / "in"])
    assert outcome_of(report) == ("quarantined", "malformed")
    assert "Export or download it again" in str(report.outcomes[0].message)
