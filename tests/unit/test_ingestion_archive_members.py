import random
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingestion.decoders.base import Item, Record, Reject
from ingestion.decoders.gpx import Gpx
from ingestion.errors import QuarantineError
from ingestion.tables import (
    ACTIVITY_DAYS,
    ACTIVITY_FILE_LAPS,
    ACTIVITY_FILE_SAMPLES,
    ACTIVITY_FILE_WORKOUTS,
    HEALTH_RECORDS,
    OFX_TRANSACTIONS,
    RECORD_TABLES,
    STATEMENT_BOOKINGS,
    STATES,
)
from tests.archives import archive, forged, items_of, told
from tests.faults.lakes import a_household, ofx, states

STATEMENT = (
    ":20:START\n:25:10010010/123\n:28C:1/1\n:60F:C260101EUR10,00\n"
    ":61:2601020102D5,00NMSCX\n:86:coffee\n:62F:C260102EUR5,00\n-\n"
)
QIF = "!Type:Bank\nD1/31/2026\nT-5.00\nPShop\n^\n"
TRACK = (
    '<gpx version="1.1"><trk><trkseg><trkpt lat="1" lon="2"><time>2026-01-0{day}T08:00:00Z</time>'
    "</trkpt></trkseg></trk></gpx>"
)
STEPS = "Date,Steps,Distance (km),Active Calories (kcal)\n2026-01-01,5,1,2\n"
HISTORY = states("sensor.a,1,2026-01-01T00:00:00Z")
HEALTH = (
    '<?xml version="1.0"?><HealthData><Record type="HKQuantityTypeIdentifierStepCount" value="5" '
    'startDate="2026-01-01 08:00:00 +0000" endDate="2026-01-01 08:30:00 +0000"/></HealthData>'
)
TRACK_TABLES = [ACTIVITY_FILE_SAMPLES, ACTIVITY_FILE_LAPS, ACTIVITY_FILE_WORKOUTS]


def refusal_of(folder: Path, content: bytes) -> str:
    with pytest.raises(QuarantineError) as refusal:
        items_of(folder, content)
    return f"{refusal.value.code}: {refusal.value.message}"


def test_each_member_is_read_by_its_own_family(tmp_path: Path) -> None:
    members = {
        "bank/2026.sta": STATEMENT,
        "bank/2026.ofx": ofx("20260101 1 A"),
        "bank/2026.qif": QIF,
        "Takeout/steps.csv": STEPS,
        "home/history.csv": HISTORY,
        "track.gpx": TRACK.format(day=1),
    }
    assert {
        name: set(tables) for name, tables in told(items_of(tmp_path, archive(members))).items()
    } == {
        "bank/2026.sta": {STATEMENT_BOOKINGS, "bronze_bank_statements__balances"},
        "bank/2026.ofx": {OFX_TRANSACTIONS},
        "bank/2026.qif": {STATEMENT_BOOKINGS},
        "Takeout/steps.csv": {ACTIVITY_DAYS},
        "home/history.csv": {STATES},
        "track.gpx": set(TRACK_TABLES),
    }


def test_a_member_that_nobody_reads_is_one_reject_with_its_name(tmp_path: Path) -> None:
    members: dict[str, str | bytes] = {
        "a.csv": HISTORY,
        "photo.jpg": b"\xff\xd8\xff\xe0 no text \0",
        "empty.csv": "",
        "page.html": "<!DOCTYPE html><p>",
        "half.ofx": ofx("20260101 1 A")[:150],
        "letter.docx": archive({"[Content_Types].xml": "", "word/document.xml": "<a/>"}),
        "folder/": "",
        "__MACOSX/._a.csv": "x",
    }
    items = items_of(tmp_path, archive(members))
    assert told(items) == {
        "a.csv": [STATES],
        "photo.jpg": ["unknown_format"],
        "empty.csv": ["empty_file"],
        "page.html": ["html_page"],
        "half.ofx": ["malformed"],
        "letter.docx": ["unknown_format"],
    }
    photo = next(item for item in items if isinstance(item, Reject))
    assert photo.raw_text == "photo.jpg"
    assert photo.message.startswith("photo.jpg: ")
    assert "it is not text" in photo.message


def test_a_source_says_of_each_member_what_it_says_of_a_file(tmp_path: Path) -> None:
    sources = "  bank: {decoder: qif, currency: CHF, date_order: month_first}\n"
    content = archive({"a.qif": QIF, "b.csv": HISTORY})
    items = items_of(tmp_path, content, "bank", a_household(tmp_path, sources))
    (booking,) = [item for item in items if isinstance(item, Record)]
    columns = RECORD_TABLES[STATEMENT_BOOKINGS].values
    assert dict(zip(columns, booking.values, strict=True))["currency"] == "CHF"
    assert told(items)["b.csv"] == ["malformed"]


def test_workouts_are_counted_through_all_members(tmp_path: Path) -> None:
    content = archive({"1.gpx": TRACK.format(day=1), "2.gpx": TRACK.format(day=2)})
    place = RECORD_TABLES[ACTIVITY_FILE_SAMPLES].values.index("workout_number")
    items = items_of(tmp_path, content)
    samples = [one for one in items if isinstance(one, Record) and one.table == TRACK_TABLES[0]]
    assert [one.values[place] for one in samples] == ["1", "2"]


def test_an_archive_in_the_archive_is_read_and_one_below_is_not(tmp_path: Path) -> None:
    part = archive({"run.gpx": TRACK.format(day=1), "deep.zip": archive({"a.csv": HISTORY})})
    content = archive({"DI_CONNECT/Part1.zip": part, "b.csv": HISTORY})
    assert told(items_of(tmp_path, content)) == {
        "DI_CONNECT/Part1.zip/run.gpx": TRACK_TABLES,
        "DI_CONNECT/Part1.zip/deep.zip": ["archive_nested"],
        "b.csv": [STATES],
    }


def test_a_health_export_is_read_as_a_whole_unless_its_source_says_otherwise(
    tmp_path: Path,
) -> None:
    content = archive({"export.xml": HEALTH, "a.csv": HISTORY})
    whole = items_of(tmp_path, content)
    household = a_household(tmp_path, "  home: {decoder: home_assistant_history}\n")
    assert [item.table for item in whole if isinstance(item, Reject)] == [HEALTH_RECORDS]
    assert told(items_of(tmp_path, content, "home", household)) == {
        "export.xml": ["header_mismatch"],
        "a.csv": [STATES],
    }


@pytest.mark.parametrize(
    "name",
    ["../../etc/passwd.csv", "/etc/a.csv", "C:\\a.csv", "a\x1b[2J\nb.csv", "source=evil/a.csv"],
)
def test_a_members_name_leads_nowhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    found = told(items_of(tmp_path, archive({name: HISTORY})))
    assert list(found.values()) == [[STATES]]
    assert all(shown.isprintable() for shown in found)
    assert [file.name for file in tmp_path.rglob("*")] == ["file"]


PAIR = archive({"a.csv": HISTORY, "b.csv": HISTORY})


@pytest.mark.parametrize(
    ("content", "told_of_b"),
    [
        (forged(PAIR, 8, b"\x01"), "archive_encrypted"),
        (forged(PAIR, 10, b"\x63"), "malformed"),
        (forged(PAIR, 16, b"\0\0\0\0"), "malformed"),
        (forged(PAIR, 24, b"\x00\x01\0\0"), "malformed"),
        (archive({"a.csv": HISTORY, "b.zip": PAIR[:-40]}), "malformed"),
    ],
    ids=["encrypted", "compressed in another way", "checksum", "size", "cut off"],
)
def test_a_damaged_member_costs_itself(tmp_path: Path, content: bytes, told_of_b: str) -> None:
    assert list(told(items_of(tmp_path, content)).values()) == [[STATES], [told_of_b]]


@pytest.mark.parametrize(
    ("content", "refusal"),
    [
        (forged(archive({"a.csv": HISTORY}), 8, b"\x01"), "archive_encrypted: "),
        (archive({f"{name}.txt": "?" for name in "abcd"}), "'a.txt', 'b.txt', 'c.txt' and others"),
        (archive({"a.txt": "?", "b.csv": ""}), "unknown_format: "),
        (archive({"folder/": ""}), "nothing_inside: "),
        (PAIR[:-30], "malformed: "),
        (archive({"a.zip": archive({"b.zip": archive({"c.csv": HISTORY})})}), "archive_nested: "),
    ],
    ids=["encrypted", "unknown", "unknown and empty", "folders only", "cut off", "too deep"],
)
def test_an_archive_of_which_nothing_is_read_is_refused(
    tmp_path: Path, content: bytes, refusal: str
) -> None:
    assert refusal in refusal_of(tmp_path, content)


@pytest.mark.parametrize("is_nested", [False, True])
def test_members_together_inflate_to_no_more_than_is_allowed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_nested: bool
) -> None:
    monkeypatch.setattr("ingestion.decoders.archive._ALWAYS_ALLOWED", 1_000_000)
    bomb = {f"{number}.csv": HISTORY + " " * 600_000 for number in range(9)}
    parts = {f"{name}.zip": archive({name: text}) for name, text in bomb.items()}
    content = archive(parts if is_nested else bomb)
    assert refusal_of(tmp_path, content).startswith("archive_too_large")


@pytest.mark.parametrize("is_long", [False, True])
def test_an_archive_with_endless_members_is_refused_before_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_long: bool
) -> None:
    monkeypatch.setattr("ingestion.decoders.archive._LARGEST_DIRECTORY", 100)
    directory = (101).to_bytes(8, "little")
    content = forged(PAIR, 12, directory[:4], b"PK\x05\x06")
    if is_long:
        end = PAIR.rindex(b"PK\x05\x06")
        long_end = b"PK\x06\x06" + bytes(36) + directory + bytes(8) + b"PK\x06\x07" + bytes(16)
        content = PAIR[:end] + long_end + forged(PAIR, 12, bytes(4), b"PK\x05\x06")[end:]
    assert refusal_of(tmp_path, content).startswith("too_large")


def test_a_large_member_that_ends_badly_gives_no_record(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingestion.decoders.archive_members._MOST_HELD", 2)
    point = '<trkpt lat="1" lon="2"><time>2026-01-01T08:00:00Z</time></trkpt>'
    track = f"<gpx><trk><trkseg>{point * 5}</trkseg></trk></gpx>"
    found = told(items_of(tmp_path, archive({"whole.gpx": track, "half.gpx": track[:-9]})))
    assert (len(found["whole.gpx"]), found["half.gpx"]) == (7, ["malformed"])


def test_a_decoders_own_bug_costs_one_member(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decode(_decoder: Gpx, _file: Path) -> Iterator[Item]:
        raise ZeroDivisionError

    monkeypatch.setattr(Gpx, "decode", decode)
    found = told(items_of(tmp_path, archive({"a.csv": HISTORY, "b.gpx": TRACK.format(day=1)})))
    assert found == {"a.csv": [STATES], "b.gpx": ["decoder_error"]}


WHOLE = archive(
    {"a.gpx": TRACK.format(day=1), "b.sta": STATEMENT, "c.zip": archive({"d.csv": HISTORY})}
)


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32))
@example(0)
def test_no_damage_is_taken_for_a_decoders_own_bug(seed: int) -> None:
    chance = random.Random(seed)
    content = bytearray(WHOLE)
    for _ in range(chance.randint(1, 4)):
        content[chance.randrange(4, len(content))] = chance.randrange(256)
    with tempfile.TemporaryDirectory() as folder, suppress(QuarantineError):
        assert items_of(Path(folder), bytes(content))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.integers(0, len(WHOLE)))
def test_any_bytes_behind_a_valid_start_end_in_items_or_in_quarantine(
    noise: bytes, place: int
) -> None:
    with tempfile.TemporaryDirectory() as folder, suppress(QuarantineError):
        assert items_of(Path(folder), WHOLE[:place] + noise)
