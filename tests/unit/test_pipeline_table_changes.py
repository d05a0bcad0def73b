"""What the merge-request report finds between two states of a table, and what it prints."""

import datetime as dt
from pathlib import Path

import pyarrow as pa
from deltalake import write_deltalake

from deployment.gitlab.report_text import tables_text
from deployment.gitlab.table_changes import TableChange, compare
from ingestion.storage.locations import location_of

KEY = ("day", "room")


def rooms(**columns: pa.Array) -> pa.Table:
    """Return three rows of two days; columns replace those of the same names or are added."""
    days = [dt.date(2026, 3, 1), dt.date(2026, 3, 1), dt.date(2026, 3, 2)]
    usual = {
        "day": pa.array(days),
        "room": pa.array(["bath", "hall", "bath"]),
        "celsius": pa.array([20.0, None, 21.5]),
        "count": pa.array([1, 2, 3]),
    }
    return pa.table(usual | columns)


def compared(
    folder: Path,
    before: pa.Table,
    after: pa.Table,
    key: tuple[str, ...] = KEY,
    shown: tuple[str, ...] = KEY,
) -> TableChange:
    places = location_of(folder / "before"), location_of(folder / "after")
    for place, table in zip(places, (before, after), strict=True):
        write_deltalake(str(place), table)
    return compare(*places, key, shown)


def text(change: TableChange) -> str:
    return "\n".join(tables_text({"daily_rooms": change}))


def test_the_same_rows_in_another_order_are_no_change(tmp_path: Path) -> None:
    change = compared(tmp_path, rooms(), rooms().take([2, 0, 1]))

    assert change.is_none
    assert change.before == change.after == 3


def test_the_last_digits_of_a_sum_are_no_change(tmp_path: Path) -> None:
    other = pa.array([20.0 * (1 + 1e-12), None, 21.5])

    assert compared(tmp_path, rooms(), rooms(celsius=other)).is_none


def test_a_changed_value_names_its_column_and_the_key_of_its_row(tmp_path: Path) -> None:
    change = compared(tmp_path, rooms(), rooms(celsius=pa.array([20.0, 19.0, 21.6])))

    assert (change.added, change.removed, change.changed) == (0, 0, 2)
    assert change.changed_columns == {"celsius": 2}
    assert change.examples["changed"] == [
        {"day": dt.date(2026, 3, 1), "room": "hall"},
        {"day": dt.date(2026, 3, 2), "room": "bath"},
    ]
    assert "Changed, such as day 2026-03-01, room hall; day 2026-03-02, room bath." in text(change)


def test_a_value_that_becomes_null_is_a_change(tmp_path: Path) -> None:
    change = compared(tmp_path, rooms(), rooms(celsius=pa.array([20.0, None, None], pa.float64())))

    assert (change.changed, change.changed_columns) == (1, {"celsius": 1})


def test_an_added_and_a_removed_row_are_told_apart_by_their_keys(tmp_path: Path) -> None:
    change = compared(tmp_path, rooms(), rooms(room=pa.array(["bath", "attic", "bath"])))

    assert (change.added, change.removed, change.changed) == (1, 1, 0)
    assert change.examples["added"] == [{"day": dt.date(2026, 3, 1), "room": "attic"}]
    assert change.examples["removed"] == [{"day": dt.date(2026, 3, 1), "room": "hall"}]


def test_rows_whose_key_is_null_are_paired_too(tmp_path: Path) -> None:
    rooms_with_null = pa.array([None, "hall", "bath"])
    before = rooms(room=rooms_with_null)
    after = rooms(room=rooms_with_null, count=pa.array([9, 2, 3]))

    change = compared(tmp_path, before, after)

    assert (change.added, change.removed, change.changed) == (0, 0, 1)


def test_a_removed_and_an_added_column_are_named_and_change_no_row(tmp_path: Path) -> None:
    after = rooms(kelvin=pa.array([293.15, None, 294.65])).drop_columns(["celsius"])

    change = compared(tmp_path, rooms(), after)

    assert (change.columns_removed, change.columns_added) == (("celsius",), ("kelvin",))
    assert (change.added, change.removed, change.changed) == (0, 0, 0)
    assert "| `daily_rooms` | 3 | 3 | 0 | 0 | 0 | +`kelvin`, -`celsius` |" in text(change)


def test_a_column_of_another_type_is_named_with_both(tmp_path: Path) -> None:
    after = rooms(count=pa.array(["1", "2", "3"]))

    change = compared(tmp_path, rooms(), after)

    assert change.types == {"count": ("long", "string")}
    assert change.changed == 0
    assert "`count` long to string" in text(change)


def test_a_table_without_a_key_is_compared_by_whole_rows(tmp_path: Path) -> None:
    twice = pa.concat_tables([rooms(), rooms().slice(0, 1)])

    change = compared(tmp_path, twice, rooms(count=pa.array([1, 2, 4])), key=())

    assert (change.added, change.removed, change.changed) == (1, 2, 0)
    assert change.examples == {}
    assert "No key pairs the rows" in text(change)


def test_a_key_that_is_not_unique_any_more_pairs_nothing(tmp_path: Path) -> None:
    twice = pa.concat_tables([rooms(), rooms().slice(0, 1)])

    change = compared(tmp_path, rooms(), twice)

    assert (change.key, change.added, change.removed) == ((), 1, 0)


def test_a_renamed_key_pairs_nothing(tmp_path: Path) -> None:
    after = rooms().rename_columns(["day", "place", "celsius", "count"])

    change = compared(tmp_path, rooms(), after)

    assert (change.key, change.columns_removed, change.columns_added) == ((), ("room",), ("place",))


def test_values_of_personal_columns_are_never_printed(tmp_path: Path) -> None:
    after = rooms(room=pa.array(["bath", "attic", "bath"]), count=pa.array([7, 2, 3]))

    change = compared(tmp_path, rooms(), after, shown=("day", "count"))

    assert (change.added, change.removed, change.changed) == (1, 1, 1)
    assert "2026-03-01" in text(change)
    for value in ("attic", "hall", "bath"):
        assert value not in text(change)


def test_a_key_that_is_all_personal_leaves_no_example(tmp_path: Path) -> None:
    change = compared(tmp_path, rooms(), rooms(count=pa.array([7, 2, 3])), shown=())

    assert change.examples == {}
    assert "The key is personal: no examples." in text(change)


def test_a_new_and_a_removed_table_are_named() -> None:
    told = text(TableChange(before=None, after=4)) + text(TableChange(before=5, after=None))

    assert "| `daily_rooms` |  | 4 | 0 | 0 | 0 | new table |" in told
    assert "| `daily_rooms` | 5 |  | 0 | 0 | 0 | table removed |" in told
