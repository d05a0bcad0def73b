"""SQLite databases read by profiles: a table's rows, and nothing that acts."""

from contextlib import suppress
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingestion.decoders.base import Head, Record, Reject
from ingestion.decoders.encodings import head_of
from ingestion.decoders.profile import ProfileDecoder
from ingestion.decoders.sqlite_rows import SqliteFormat, read_sqlite_rows, tables_of
from ingestion.errors import QuarantineError
from ingestion.recognition import load_rules, looked_into, recognise
from tests.faults.lakes import a_household
from tests.profiles import built, read
from tests.workbooks import database

PROFILE = """\
name: my_database
version: 1
reads: meter_readings
file: {format: sqlite, table: Meter}
match: {header: [Device, Value, Date]}
time: {column: Date, formats: ["%Y-%m-%d %H:%M:%S"]}
values:
  - column: Value
    meter: {column: Device}
    unit: Wh
    commodity: electricity
    flow: import
    reading: cumulative
"""
METER = "create table Meter (Device integer, Value, Date text)"
VALUES = "insert into Meter values (2, 100, '2026-01-01 00:00:00'), (2, 1.5, '2026-01-01 00:05:00')"


def rows_of(folder: Path, content: bytes, table: str = "Meter") -> list[list[str]]:
    """Return the cells of all rows, with the problem in the place of those of a bad one."""
    file = folder / "a file?.db"
    file.write_bytes(content)
    found = read_sqlite_rows(file, SqliteFormat(table))
    return [[one.problem] if one.problem else one.cells for one in found]


def test_the_rows_of_a_table_are_read_in_their_order(tmp_path: Path) -> None:
    bad = "insert into Meter values (3, 'x', '2026-01-01 00:00:00'), (3, null, 'never')"

    rows, rejects = read(tmp_path, PROFILE, database(tmp_path, METER, VALUES, bad), "UTC")

    assert [(row["meter"], row["quantity"], row["started_at"]) for row in rows] == [
        ("2", "100", "2026-01-01T00:00:00Z"),
        ("2", "1.5", "2026-01-01T00:05:00Z"),
    ]
    assert [reject.split(":")[0] for reject in rejects] == ["3 number_invalid", "4 time_invalid"]


def test_values_of_every_kind_are_texts(tmp_path: Path) -> None:
    values = "insert into Meter values (null, 0.1, x'ff00'), (9e99, cast(x'c3' as text), 'ü')"

    assert rows_of(tmp_path, database(tmp_path, METER, values))[1:] == [
        ["", "0.1", "ff00"],
        ["9e+99", "\ufffd", "ü"],
    ]


def test_a_database_is_recognised_by_the_columns_of_its_table(tmp_path: Path) -> None:
    rules = load_rules(a_household(tmp_path, profiles={"my_database": PROFILE}))
    file = tmp_path / "home"

    file.write_bytes(database(tmp_path, METER, VALUES))
    known = looked_into(Head(head_of(file), 1), file)
    file.write_bytes(database(tmp_path, "create table Other (a)"))
    unknown = looked_into(Head(head_of(file), 1), file)

    assert recognise(known, None, rules).name == "profile:my_database"
    with pytest.raises(QuarantineError, match="a SQLite database with the tables 'Other'"):
        recognise(unknown, None, rules)


def test_a_table_that_is_missing_is_told_with_those_there(tmp_path: Path) -> None:
    with pytest.raises(QuarantineError, match="has no table 'Metre', but 'Meter'"):
        rows_of(tmp_path, database(tmp_path, METER), "Metre")


def test_a_name_cannot_become_a_statement(tmp_path: Path) -> None:
    name = 'a" union select sql, 1, 1 from sqlite_master --'
    quoted = name.replace('"', '""')

    content = database(
        tmp_path, f'create table "{quoted}" (b)', f'insert into "{quoted}" values (1)'
    )

    assert rows_of(tmp_path, content, name) == [["b"], ["1"]]


def test_views_and_virtual_tables_are_no_tables(tmp_path: Path) -> None:
    loop = "with recursive n(i) as (select 1 union all select i + 1 from n) select i from n"
    content = database(
        tmp_path,
        f"create view Endless as {loop}",
        "create virtual table Words using fts5(word)",
        "create table Meter (a)",
    )
    file = tmp_path / "hostile"
    file.write_bytes(content)

    found = tables_of(file)

    assert {"Endless", "Words"} & set(found) == set()
    assert found["Meter"] == ["a"]


def test_a_computed_value_cannot_grow_without_end(tmp_path: Path) -> None:
    table = "create table Acts (a, b generated always as (hex(zeroblob(2000000))))"

    content = database(tmp_path, table, "insert into Acts (a) values (1)")

    with pytest.raises(QuarantineError, match="string or blob too big"):
        rows_of(tmp_path, content, "Acts")


def test_a_table_that_lists_its_pages_again_and_again_is_given_up(tmp_path: Path) -> None:
    content = bytearray(database(tmp_path, METER, *[VALUES] * 1500))
    size = 4096
    root, between, leaf = size, 2 * size, 4
    content[between : between + size] = content[root : root + size]
    for page, child in ((root, 3), (between, leaf)):
        count = int.from_bytes(content[page + 3 : page + 5], "big")
        content[page + 8 : page + 12] = child.to_bytes(4, "big")
        for number in range(count):
            pointer = page + 12 + 2 * number
            cell = page + int.from_bytes(content[pointer : pointer + 2], "big")
            content[cell : cell + 4] = child.to_bytes(4, "big")

    rows = rows_of(tmp_path, bytes(content))

    assert len(rows) < len(content)
    assert rows[-1] == ["rest_unreadable"]


def test_rows_before_a_damage_count(tmp_path: Path) -> None:
    content = bytearray(database(tmp_path, METER, *[VALUES] * 1000))
    content[-6 * 4096 :] = b"\xff" * (6 * 4096)

    rows = rows_of(tmp_path, bytes(content))

    assert rows[1] == ["2", "100", "2026-01-01 00:00:00"]
    assert 500 < len(rows) < 2001
    assert rows[-1] == ["rest_unreadable"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"SQLite format 3\0", "malformed"),
        (b"SQLite format 3\0" + b"\xff" * 5000, "malformed"),
        (b"PK\x03\x04", "header_mismatch"),
    ],
)
def test_what_is_no_database_is_refused(tmp_path: Path, content: bytes, code: str) -> None:
    with pytest.raises(QuarantineError) as refused:
        rows_of(tmp_path, content)
    assert refused.value.code == code


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.integers(16, 8191), st.integers(0, 255)), max_size=8), st.integers(0))
@example([(18, 2), (19, 2)], 8192)
@example([(56, 0), (59, 2)], 8192)
def test_any_damage_ends_in_records_rejects_or_a_refusal(
    tmp_path_factory: pytest.TempPathFactory, damages: list[tuple[int, int]], cut: int
) -> None:
    folder = tmp_path_factory.mktemp("any")
    content = bytearray(database(folder, METER, VALUES))
    for place, byte in damages:
        content[place] = byte
    file = folder / "damaged"
    file.write_bytes(content[: max(cut, 16)])
    decoder = ProfileDecoder(built(PROFILE), {}, ZoneInfo("UTC"), "src")

    with suppress(QuarantineError):
        looked_into(Head(head_of(file), 1), file)
        found = list(decoder.decode(file))
        assert all(isinstance(one, Record | Reject) for one in found)
