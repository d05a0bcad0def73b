"""The truth files of a sample household, and how rows are compared with them."""

from __future__ import annotations

import csv
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.houses import House

KEYS = {
    "daily_meter_usage": ("usage_date", "meter_id", "commodity", "flow"),
    "daily_energy_cost": ("usage_date", "meter_id", "commodity", "flow"),
    "daily_room_climate": ("climate_date", "room_id"),
    "daily_activity": ("activity_date", "person_id"),
    "nightly_sleep": ("sleep_date", "person_id"),
    "nightly_sleep_regularity": ("sleep_date", "person_id"),
    "daily_training_load": ("activity_date", "person_id"),
    "daily_body": ("body_date", "person_id"),
    "daily_readiness": ("readiness_date", "person_id"),
    "monthly_category_spend": ("month_date", "category", "currency_code"),
    "monthly_cash_flow": ("month_date", "currency_code"),
    "daily_account_balance": ("balance_date", "account_id"),
}


def read_truth(house: House, folder: str, table: str) -> list[dict[str, str]]:
    """Return the rows of a truth file as text."""
    return truth_rows(house.folder, table, folder)


def truth_rows(sample: Path, table: str, folder: str = "truth") -> list[dict[str, str]]:
    """Return the rows of a truth file of a sample as text."""
    with (sample / folder / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def landed_files(sample: Path, source: str, folder: str = "truth") -> Iterator[Path]:
    """Yield the files of a source that land, in the inbox or among those that come late."""
    for row in truth_rows(sample, "files", folder):
        if row["outcome"] == "landed" and row["path"].startswith(source):
            in_time = sample / "inbox" / row["path"]
            yield in_time if in_time.exists() else sample / "late" / row["path"]


def assert_equal_rows(
    rows: list[dict[str, Any]], truth: list[dict[str, str]], keys: tuple[str, ...]
) -> None:
    """Compare by key every column that both sides have; doubles to 1e-6 relative."""
    by_key = {tuple(str(row[key]) for key in keys): row for row in rows}
    assert len(by_key) == len(rows), "the key is not unique"
    assert set(by_key) == {tuple(row[key] for key in keys) for row in truth}
    for expected in truth:
        row = by_key[tuple(expected[key] for key in keys)]
        for column in set(expected) & set(row):
            assert_equal_value(row[column], expected[column], f"{expected} {column}")


def assert_equal_value(value: object, expected: str, where: str) -> None:
    """Compare a value with its text in the truth; empty text is null."""
    if isinstance(value, float):
        assert expected, where
        assert value == pytest.approx(float(expected), rel=1e-6, abs=1e-6), where
    elif isinstance(value, Decimal):
        assert value == Decimal(expected), where
    elif isinstance(value, bool):
        assert str(value).lower() == expected.lower(), where
    else:
        assert ("" if value is None else str(value)) == expected, where
