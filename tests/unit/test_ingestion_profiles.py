from importlib import resources
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from households import HouseholdError
from ingestion.decoders.base import Record, Reject
from ingestion.decoders.profile import ProfileDecoder
from ingestion.errors import QuarantineError
from ingestion.profile_building import build_profile
from ingestion.profile_library import check_profile, load_library
from ingestion.profile_model import FieldRule
from ingestion.tables import RECORD_TABLES

METER = """\
name: my_meter
version: 1
reads: meter_readings
file: {delimiter: ";", decimal_mark: ",", thousands_mark: "."}
match: {header: [Zeit, Bezug, Art]}
time: {column: Zeit, formats: ["%d.%m.%Y %H:%M"],
       zone: household, stamp: start, interval_minutes: 15}
values:
  - {column: Bezug, meter: {constant: main}, unit: kWh,
     commodity: electricity, flow: import, reading: interval}
"""
BANK = """\
name: my_bank
version: 1
reads: transactions
fields:
  booked_date: {column: Day, formats: ["%d.%m.%Y"]}
  amount: {column: Amount, negative_where: {column: Kind, values: [out]}}
  description: {columns: [Text, More]}
  kind: {column: Kind, map: {in: income, out: expense}}
"""
DAYS = """\
name: my_days
version: 1
reads: activity_days
fields:
  person: {column: Id, map: {"7": anna}}
  activity_date: Day
  step_count: Steps
  distance: {column: Km, unit: km}
"""


def decoded(
    tmp_path: Path,
    profile: str,
    content: str,
    overrides: dict[str, FieldRule] | None = None,
    zone: str = "Europe/Amsterdam",
) -> list[dict[str, str | None] | tuple[str, int | None]]:
    """Return records as columns and rejects as reason and line."""
    file = tmp_path / "file.csv"
    file.write_text(content)
    document, problems = check_profile(tmp_path / "p.yml", profile)
    assert document is not None, problems
    assert problems == []
    found: list[dict[str, str | None] | tuple[str, int | None]] = []
    decoder = ProfileDecoder(build_profile(document.value), overrides or {}, ZoneInfo(zone), "src")
    for item in decoder.decode(file):
        if isinstance(item, Record):
            columns = RECORD_TABLES[item.table].values
            found.append(dict(zip(columns, item.values, strict=True)))
        elif isinstance(item, Reject):
            found.append((item.reason, item.line))
    return found


def test_a_reading_becomes_an_interval_in_utc(tmp_path: Path) -> None:
    content = "Zeit;Bezug;Art\n01.07.2025 00:00;1.234,50;x\n"
    assert decoded(tmp_path, METER, content) == [
        {
            "meter": "main",
            "commodity": "electricity",
            "flow": "import",
            "register": "",
            "reading": "interval",
            "started_at": "2025-06-30T22:00:00Z",
            "ended_at": "2025-06-30T22:15:00Z",
            "quantity": "1234.5",
            "unit": "kWh",
            "is_time_zone_assumed": "true",
        }
    ]


@pytest.mark.parametrize(
    ("time", "started_at", "ended_at", "is_assumed"),
    [
        (
            "stamp: end, interval_minutes: 60",
            "2025-06-30T21:00:00Z",
            "2025-06-30T22:00:00Z",
            "true",
        ),
        ("stamp: end", None, "2025-06-30T22:00:00Z", "true"),
        ("stamp: start", "2025-06-30T22:00:00Z", None, "true"),
        (
            "zone: UTC, interval_minutes: 60",
            "2025-07-01T00:00:00Z",
            "2025-07-01T01:00:00Z",
            "false",
        ),
    ],
)
def test_stamp_and_zone_are_as_the_profile_says(
    tmp_path: Path, time: str, started_at: str | None, ended_at: str | None, is_assumed: str
) -> None:
    profile = METER.replace("zone: household, stamp: start, interval_minutes: 15", time)
    (row,) = decoded(tmp_path, profile, "Zeit;Bezug;Art\n01.07.2025 00:00;1;x\n")
    assert isinstance(row, dict)
    assert (row["started_at"], row["ended_at"]) == (started_at, ended_at)
    assert row["is_time_zone_assumed"] == is_assumed


def test_a_register_reading_belongs_to_an_instant(tmp_path: Path) -> None:
    profile = METER.replace("reading: interval", "reading: cumulative")
    (row,) = decoded(tmp_path, profile, "Zeit;Bezug;Art\n01.07.2025 00:00;1;x\n")
    assert isinstance(row, dict)
    assert row["started_at"] == row["ended_at"] == "2025-06-30T22:00:00Z"


def test_bad_cells_are_rejects_with_their_line_and_empty_ones_are_nothing(tmp_path: Path) -> None:
    content = (
        "Zeit;Bezug;Art\n01.07.2025 00:00;viel;x\n01.07.2025 00:15;;x\nnever;1;x\n"
        "30.03.2025 02:30;1;x\n1;2\n"
    )
    assert decoded(tmp_path, METER, content) == [
        ("number_invalid", 2),
        ("time_invalid", 4),
        ("time_nonexistent", 5),
        ("row_ragged", 6),
    ]


def test_totals_are_passed_over(tmp_path: Path) -> None:
    profile = METER + "skip_rows_where: {column: Zeit, values: [Summe]}\n"
    assert decoded(tmp_path, profile, "Zeit;Bezug;Art\nSumme;99;x\n") == []


def test_a_reading_without_a_known_unit_is_a_reject(tmp_path: Path) -> None:
    profile = METER.replace("unit: kWh", "unit: {column: Art}")
    content = "Zeit;Bezug;Art\n01.07.2025 00:00;1;kWh\n01.07.2025 00:15;1;Stück\n"
    first, second = decoded(tmp_path, profile, content)
    assert isinstance(first, dict)
    assert second == ("unit_unknown", 3)


def test_a_source_says_meter_and_unit_itself(tmp_path: Path) -> None:
    overrides = {
        "meter": FieldRule(("Art",), map={"x": "cellar"}),
        "unit": FieldRule(constant="Wh"),
    }
    content = "Zeit;Bezug;Art\n01.07.2025 00:00;1;x\n01.07.2025 00:00;1;y\n01.07.2025 00:00;1;\n"
    first, second, third = decoded(tmp_path, METER, content, overrides)
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["meter"], first["unit"], second["meter"]) == ("cellar", "Wh", "y")
    assert third == ("meter_missing", 4)


def test_amounts_get_their_sign_from_the_kind(tmp_path: Path) -> None:
    content = (
        "Day,Amount,Text,More,Kind\n"
        "01.02.2026,30,Train,home,out\n02.02.2026,5,Gift,,in\n"
        "03.02.2026,7,,,odd\n04.02.2026,,x,,in\n,1,x,,in\n31.02.2026,1,x,,in\n"
    )
    first, second, *rejects = decoded(tmp_path, BANK, content)
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["amount"], first["kind"], first["description"]) == (
        "-30",
        "expense",
        "Train home",
    )
    assert (second["amount"], second["kind"], second["description"]) == ("5", "income", "Gift")
    assert rejects == [
        ("kind_unknown", 4),
        ("number_missing", 5),
        ("date_missing", 6),
        ("date_invalid", 7),
    ]


def test_a_booking_without_account_belongs_to_its_source(tmp_path: Path) -> None:
    content = "Day,Amount,Text,More,Kind\n01.02.2026,30,a,b,in\n"
    (unnamed,) = decoded(tmp_path, BANK, content)
    (named,) = decoded(tmp_path, BANK, content, {"account": FieldRule(constant="checking")})
    assert isinstance(unnamed, dict)
    assert isinstance(named, dict)
    assert (unnamed["account"], named["account"]) == ("src", "checking")


def test_people_are_mapped_and_unlisted_ones_keep_their_own_id(tmp_path: Path) -> None:
    content = (
        "Id,Day,Steps,Km\n7,2026-01-02,100,1.5\n8,2026-01-02,,2\n8,2026-01-03,,\n,2026-01-02,1,\n"
    )
    first, second, third = decoded(tmp_path, DAYS, content)
    assert isinstance(first, dict)
    assert isinstance(second, dict)
    assert (first["person"], first["step_count"], first["distance"]) == ("anna", "100", "1.5")
    assert (second["person"], second["step_count"], second["distance_unit"]) == ("8", None, "km")
    assert third == ("person_missing", 5)


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("Zeit;Bezug", "expects another header"),
        ("Zeit;Bezug;Art;Neu", "expects another header"),
    ],
)
def test_another_header_is_refused(tmp_path: Path, header: str, message: str) -> None:
    with pytest.raises(QuarantineError, match=message) as raised:
        decoded(tmp_path, METER, f"{header}\n")
    assert raised.value.code == "header_mismatch"


@pytest.mark.parametrize(
    ("header", "message"),
    [
        ("Day,Amount,Text,More", "needs the column Kind"),
        ("Day,Amount,Text,More,Kind,Kind", "the column Kind stands there twice"),
        ("", "needs the column Amount, Day, Kind, More, Text"),
    ],
)
def test_a_profile_without_match_needs_its_columns(
    tmp_path: Path, header: str, message: str
) -> None:
    with pytest.raises(QuarantineError, match=message):
        decoded(tmp_path, BANK, f"{header}\n")


def test_every_shipped_profile_passes_the_schema() -> None:
    folder = resources.files("ingestion.profiles")
    names = [entry.name for entry in folder.iterdir() if entry.name.endswith(".yml")]
    assert len(names) >= 6
    for name in names:
        text = folder.joinpath(name).read_text("utf-8")
        assert check_profile(Path(name), text)[1] == []
        assert f"name: {name.removesuffix('.yml')}\n" in text


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ("reads: meter_readings", "reads: water", 3, "reads"),
        ('decimal_mark: ","', 'decimal_mark: ";"', 4, "decimal_mark"),
        ('decimal_mark: ","', 'decimal_mark: "."', 4, "thousands_mark and decimal_mark"),
        ('delimiter: ";"', 'delimiter: ";", encoding: klingon', 4, "klingon is no encoding"),
        ('delimiter: ";"', 'delimiter: ";", encoding: zip', 4, "zip is no encoding"),
        ("[Zeit, Bezug, Art]", "[Zeit, Verbrauch, Art]", 5, "Bezug"),
        ("zone: household", "zone: Mars", 7, "Mars is no known time zone"),
        ("commodity: electricity", "commodity: wind", 10, "commodity"),
        ("version: 1\n", "version: 1\nextra: 1\n", 3, "extra"),
        ("values:\n", "valuez:\n", 8, "valuez"),
    ],
)
def test_a_wrong_profile_is_told_with_its_line(old: str, new: str, line: int, words: str) -> None:
    _, problems = check_profile(Path("p.yml"), METER.replace(old, new))
    assert any(problem.line == line and words in str(problem) for problem in problems), problems
    assert all(problem.remedy for problem in problems)


def test_all_wrong_profiles_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "a.yml").write_text(METER.replace("version: 1", "version: 2"))
    (tmp_path / "b.yml").write_text(BANK)
    (tmp_path / "c.yml").write_text(BANK)
    (tmp_path / "d.yml").write_bytes(b"name: \xff\n")
    with pytest.raises(HouseholdError) as raised:
        load_library(sorted(tmp_path.glob("*.yml")))
    text = str(raised.value)
    assert "a.yml:2" in text
    assert "A second profile has the name my_bank" in text
    assert "It is not UTF-8 text" in text


def test_the_households_own_profile_goes_before_the_shipped_one(tmp_path: Path) -> None:
    shipped = load_library([])
    own = tmp_path / "own.yml"
    own.write_text(BANK.replace("my_bank", "bank_semicolon_csv"))
    library = load_library([own])
    assert library.find("bank_semicolon_csv") != shipped.find("bank_semicolon_csv")
    assert library.fingerprint() != shipped.fingerprint()
    assert library.find("nothing") is None
