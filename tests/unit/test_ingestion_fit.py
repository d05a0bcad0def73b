from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ingestion.decoders.base import Record, Reject
from ingestion.decoders.fit import Fit
from ingestion.errors import QuarantineError
from ingestion.tables import RECORD_TABLES
from tests.fit_files import (
    Stated,
    at,
    data,
    definition,
    file_id,
    fit_file,
    message,
    sample,
    session,
)

RUN = (file_id(), sample("2026-01-02T08:00:00"), session("2026-01-02T08:00:00", 60))
RUN_FILE = fit_file(*RUN)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("fit")


def items(folder: Path, content: bytes) -> list[Record | Reject]:
    file = folder / "file.fit"
    file.write_bytes(content)
    found = list(Fit("me").decode(file))
    assert all(isinstance(item, Record | Reject) for item in found)
    return found  # type: ignore[return-value]


def rows(folder: Path, content: bytes, kind: str) -> list[dict[str, str | None]]:
    """Return the records of one table as columns."""
    return [
        dict(zip(RECORD_TABLES[item.table].values, item.values, strict=True))
        for item in items(folder, content)
        if isinstance(item, Record) and item.table.endswith(kind)
    ]


def reasons(folder: Path, content: bytes) -> list[str]:
    return [item.reason for item in items(folder, content) if isinstance(item, Reject)]


def test_a_sample_is_read_in_the_units_of_the_profile(folder: Path) -> None:
    stated: Stated = {
        253: at("2026-01-02T08:00:00"),
        0: ("i", 2**30),
        1: ("i", -(2**29)),
        2: ("H", 2876),
        3: ("B", 141),
        4: ("B", 88),
        5: ("I", 123456),
        6: ("H", 3456),
        7: ("H", 250),
        13: ("b", -4),
    }
    (row,) = rows(folder, fit_file(file_id(), message(20, stated)), "samples")
    assert row == {
        "person": "me",
        "file_kind": "fit",
        "workout_number": "1",
        "recorded_at": "2026-01-02T08:00:00Z",
        "latitude": "90.00000000",
        "longitude": "-45.00000000",
        "altitude": "75.2",
        "heart_rate": "141",
        "cadence": "88",
        "speed": "3.456",
        "power": "250",
        "temperature": "-4",
        "distance": "1234.56",
        "is_time_zone_assumed": "false",
    }


def test_a_field_without_value_is_null_and_a_finer_one_goes_first(folder: Path) -> None:
    stated: Stated = {
        253: at("2026-01-02T08:00:00"),
        2: ("H", 0xFFFF),
        3: ("B", 0xFF),
        6: ("H", 1000),
        73: ("I", 2001),
        78: ("I", 3000),
    }
    (row,) = rows(folder, fit_file(file_id(), message(20, stated)), "samples")
    assert (row["altitude"], row["heart_rate"], row["speed"]) == ("100", None, "2.001")


def test_a_big_endian_definition_gives_the_same(folder: Path) -> None:
    stated: Stated = {253: at("2026-01-02T08:00:00"), 5: ("I", 500), 7: ("H", 300)}
    little, big = (
        rows(folder, fit_file(file_id(), message(20, stated, order=order)), "samples")
        for order in "<>"
    )
    assert little == big


def test_a_compressed_time_counts_on_from_the_last_one(folder: Path) -> None:
    beats: Stated = {3: ("B", 120)}
    last = at("2026-01-02T08:00:00")[1] & 31
    content = fit_file(
        file_id(),
        sample("2026-01-02T08:00:00"),
        definition(20, beats, local=1),
        data(beats, 0x80 | 1 << 5 | (last + 3) & 31),
        data(beats, 0x80 | 1 << 5 | (last + 2) & 31),
    )
    times = [row["recorded_at"] for row in rows(folder, content, "samples")]
    assert times == ["2026-01-02T08:00:00Z", "2026-01-02T08:00:03Z", "2026-01-02T08:00:34Z"]


def test_packed_speed_and_distance_run_over_twelve_bits(folder: Path) -> None:
    packed = [(b"\x64\x00\xff", 100, 4080), (b"\xff\x0f\x01", None, 4096 + 16)]
    samples = [
        message(20, {253: at(f"2026-01-02T08:00:0{second}"), 8: ("3s", raw)})
        for second, (raw, _, _) in enumerate(packed)
    ]
    found = rows(folder, fit_file(file_id(), *samples), "samples")
    assert [(row["speed"], row["distance"]) for row in found] == [("1", "255"), (None, "257")]


def test_each_sample_belongs_to_the_session_in_which_it_was_taken(folder: Path) -> None:
    content = fit_file(
        file_id(),
        sample("2026-01-02T08:00:05"),
        sample("2026-01-02T08:02:05"),
        session("2026-01-02T08:00:00", 60),
        session("2026-01-02T08:02:00", 60, sport=2),
    )
    assert [row["workout_number"] for row in rows(folder, content, "samples")] == ["1", "2"]
    assert [
        (row["workout_number"], row["activity_type"], row["started_at"], row["ended_at"])
        for row in rows(folder, content, "workouts")
    ] == [
        ("1", "running", "2026-01-02T08:00:00Z", "2026-01-02T08:01:00Z"),
        ("2", "cycling", "2026-01-02T08:02:00Z", "2026-01-02T08:03:00Z"),
    ]


def test_a_session_that_states_a_later_end_ends_after_its_length(folder: Path) -> None:
    late: Stated = {
        253: at("2026-01-02T20:00:00"),
        2: at("2026-01-02T08:00:00"),
        7: ("I", 90_500),
        8: ("I", 60_000),
        9: ("I", 10_050),
        11: ("H", 12),
    }
    (row,) = rows(folder, fit_file(file_id(), message(18, late)), "workouts")
    assert row["ended_at"] == "2026-01-02T08:01:30.500000Z"
    assert (row["elapsed_seconds"], row["timer_seconds"]) == ("90.5", "60")
    assert (row["distance"], row["energy"]) == ("100.5", "12")


def test_files_behind_each_other_count_their_workouts_on(folder: Path) -> None:
    found = rows(folder, RUN_FILE + RUN_FILE, "samples")
    assert [row["workout_number"] for row in found] == ["1", "2"]


def test_a_run_that_was_never_ended_is_a_workout_of_its_samples(folder: Path) -> None:
    content = fit_file(
        file_id(), sample("2026-01-02T08:00:00"), sample("2026-01-02T09:00:00"), size=0
    )
    (row,) = rows(folder, content[:-2], "workouts")
    assert (row["started_at"], row["ended_at"]) == ("2026-01-02T08:00:00Z", "2026-01-02T09:00:00Z")
    assert reasons(folder, content[:-2]) == ["rest_unreadable"]


@pytest.mark.parametrize(
    ("content", "wanted"),
    [
        (RUN_FILE[:-1] + b"\xee", ["checksum_wrong"]),
        (RUN_FILE[:-2], ["rest_unreadable"]),
        (RUN_FILE[:-5], ["rest_unreadable"]),
        (RUN_FILE + b"no header", ["rest_unreadable"]),
        (fit_file(*RUN, b"\x0f"), ["rest_unreadable"]),
        (fit_file(*RUN, message(20, {3: ("B", 1)})), ["time_missing"]),
        (fit_file(*RUN, message(20, {253: ("I", 77)})), ["time_out_of_range"]),
        (fit_file(*RUN, message(78, {0: ("H", 900)}) * 3), ["unsupported_record"]),
        (fit_file(file_id(2), message(3, {4: ("H", 900)})), ["unsupported_record"]),
        (fit_file(file_id(6), sample("2026-01-02T08:00:00")), ["unsupported_record"]),
    ],
    ids=[
        *("checksum", "no checksum", "cut", "rest", "undefined", "no time", "clock", "beats"),
        *("settings", "course"),
    ],
)
def test_damage_costs_only_what_is_damaged(folder: Path, content: bytes, wanted: list[str]) -> None:
    assert reasons(folder, content) == wanted
    is_of_a_run = content[14:40] == RUN_FILE[14:40]
    assert len(rows(folder, content, "samples")) == is_of_a_run


def test_a_field_of_an_app_counts_where_it_stands_for_one_of_the_profile(folder: Path) -> None:
    described: Stated = {
        0: ("B", 0),
        1: ("B", 5),
        2: ("B", 0x84),
        3: ("6s", b"Power\0"),
        14: ("H", 20),
        15: ("B", 7),
    }
    other: Stated = {**described, 1: ("B", 6), 3: ("6s", b"Stiff\0"), 15: ("B", 0xFF)}
    native: Stated = {253: at("2026-01-02T08:00:00")}
    own: Stated = {5: ("H", 231), 6: ("H", 9)}
    content = fit_file(
        file_id(),
        message(206, described),
        message(206, other),
        definition(20, native, developer=own),
        data({**native, **own}),
    )
    (row,) = rows(folder, content, "samples")
    assert row["power"] == "231"
    (reject,) = (item for item in items(folder, content) if isinstance(item, Reject))
    assert "1 of an app's own field Stiff in this activity file" in reject.message


def test_monitoring_counts_steps_on_foot_and_turns_otherwise(folder: Path) -> None:
    clock = at("2026-01-02T08:00:00")
    content = fit_file(
        file_id(32),
        message(55, {253: clock, 5: ("B", 6), 3: ("I", 812), 2: ("I", 50_050), 19: ("H", 7)}),
        message(55, {26: ("H", (clock[1] + 60) & 0xFFFF), 27: ("B", 61)}),
        message(55, {253: clock, 5: ("B", 2), 3: ("I", 30), 4: ("I", 1500)}),
    )
    told = ("recorded_at", "activity_type", "step_count", "cycles", "distance", "heart_rate")
    found = [[row[name] for name in told] for row in rows(folder, content, "monitoring")]
    assert found == [
        ["2026-01-02T08:00:00Z", "walking", "812", None, "500.5", None],
        ["2026-01-02T08:01:00Z", None, None, None, None, "61"],
        ["2026-01-02T08:00:00Z", "cycling", None, "15", None, None],
    ]


@pytest.mark.parametrize("content", [fit_file(), b"\x0e\x20\x00\x00\x00\x00\x00\x00.FIT"])
def test_a_file_without_any_message_is_refused(folder: Path, content: bytes) -> None:
    with pytest.raises(QuarantineError) as raised:
        items(folder, content)
    assert raised.value.code == "malformed"


@given(st.binary(max_size=200), st.integers(0, len(RUN_FILE)), st.integers(0, 4))
@example(b"\x40", len(RUN_FILE) - 2, 0)
@example(b"\x60\x00\x00\x14\x00\x00", len(RUN_FILE) - 2, 2)
def test_any_bytes_end_in_items_or_quarantine(
    folder: Path, noise: bytes, place: int, taken: int
) -> None:
    content = RUN_FILE[:place] + noise + RUN_FILE[place + taken :]
    try:
        found = items(folder, content)
    except QuarantineError:
        return
    assert found
