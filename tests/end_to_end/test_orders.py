"""Files that come in any order, over several mornings, end in the same gold as all at once."""

import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from runner.kept_rows import KEPT_TABLES
from tests.houses import PARSED, House, new_house

pytestmark = [pytest.mark.slow, pytest.mark.timeout(1800)]
# `make history` asks for more, of a household that is old enough for forecasts.
COUNT_ORDERS = int(os.environ.get("DAYBOOK_COUNT_ORDERS", "2"))
DAYS = 28 if COUNT_ORDERS <= 2 else 100
MORNINGS = ("2026-07-01T06:00:00Z", "2026-07-02T06:00:00Z", "2026-07-03T06:00:00Z")
# Booked by a bank whose file comes last, so that their corrections come before them.
CORRECTED_ACCOUNT = "joint"
# What tells when files came and how long a run took, not what the files say. All else is equal.
OF_ARRIVAL = {"daily_energy_cost_history": {"known_from_at"}}
METRICS_OF_ARRIVAL = (
    "run_seconds.",
    "table_seconds.",
    "source_delay_minutes.",
    "table_null_share.daily_energy_cost_history",
)
Rows = dict[str, list[str]]


def files_of(sample: House) -> list[Path]:
    """Return the files of the inbox relative to it, in the order of their names."""
    inbox = sample.folder / "inbox"
    return sorted(path.relative_to(inbox) for path in inbox.rglob("*") if path.is_file())


def order_of(sample: House, number: int) -> list[Path]:
    """Return the newest files first, or for all other numbers a shuffle of that seed.

    Whatever the seed, an export comes before the older one that it overlaps, and the account whose
    bookings the household corrects comes last.
    """
    files = files_of(sample)[::-1]
    if number:
        Random(number).shuffle(files)
    exports = sorted((f for f in files if f.parts[0] == "apple_health"), reverse=True)
    turn = iter(exports)
    files = [next(turn) if f in exports else f for f in files]
    return sorted(files, key=lambda f: f.parts[0] == "bank_b")


def household_before(house: House) -> None:
    """Give the household the tariffs of another year: those that hold come after the readings."""
    tariffs = house.folder / "household" / "rules" / "tariffs.csv"
    lines = tariffs.read_text("utf-8").splitlines(keepends=True)
    tariffs.write_text("".join(line for line in lines if "2026" not in line), "utf-8")


def arrived(sample: House, folder: Path, number: int) -> House:
    """Return a household whose files came over the mornings in that order, each morning built."""
    house = sample.copy(folder)
    forget_all_but_what_was_parsed(house.lake)
    shutil.rmtree(house.folder / "inbox")
    household_before(house)
    files = order_of(sample, number)
    size = -(-len(files) // len(MORNINGS))
    for start, morning in zip(range(0, len(files), size), MORNINGS, strict=True):
        house = replace(house, as_of=morning)
        for file in files[start : start + size]:
            place = house.folder / "inbox" / file
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(sample.folder / "inbox" / file, place)
        if morning == MORNINGS[-1]:
            rules = Path("household", "rules", "tariffs.csv")
            shutil.copy(sample.folder / rules, house.folder / rules)
            house.refresh()
        else:
            # What lacks a file fails checks; the numbers are built, which is all that counts here.
            house.daybook("ingest", str(house.folder / "inbox"))
            house.dbt("build", "--exclude-resource-type", "test", "unit_test")
    return house


def forget_all_but_what_was_parsed(lake: Path) -> None:
    """Empty a lake; dbt need not read the project again for it."""
    for path in sorted(lake.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
        elif not path.is_dir() and path != lake / PARSED:
            path.unlink()


def correct(house: House) -> None:
    """Let the household say of bookings what no file says: a category, and parts."""
    bookings = sorted(
        (row["booked_date"], row["original_transaction_id"], row["amount"])
        for row in house.rows("silver_finance__transactions", "silver")
        if row["account_id"] == CORRECTED_ACCOUNT and not row["is_own_transfer"]
    )
    (_, first, _), *_, (_, last, amount) = bookings
    house.daybook("correct", first, "--category", "a_category_of_its_own")
    house.daybook("correct", last, "--split", f"a_part_of_it={amount / 2:.2f}")


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> House:
    """A household all of whose files came at once and in order, on the last of the mornings."""
    house = new_house(tmp_path_factory.mktemp("in_order"), days=DAYS)
    house = replace(house, as_of=MORNINGS[-1])
    house.refresh()
    correct(house)
    house.refresh()
    return house


@pytest.fixture(scope="module", params=range(COUNT_ORDERS))
def reordered(
    request: pytest.FixtureRequest, sample: House, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[House]:
    """The same files in another order."""
    folder = tmp_path_factory.mktemp("reordered")
    yield arrived(sample, folder, request.param)
    shutil.rmtree(folder)


def rows_of(house: House) -> Rows:
    """Return the rows of each gold table that follow from the files alone.

    Of a table that keeps what was said on past days those of the newest day; of the costs as they
    were known at any time those that are known now.
    """
    found: Rows = {}
    for log in sorted(house.lake.glob("gold/*/_delta_log")):
        table = log.parent.name
        rows = house.rows(table)
        day = KEPT_TABLES.get(table)
        newest = max((row[day] for row in rows if day), default=None)
        found[table] = as_text(
            [
                {name: cell for name, cell in row.items() if name not in OF_ARRIVAL.get(table, ())}
                for row in rows
                if (day is None or row[day] == newest)
                and row.get("known_until_at") is None
                and not str(row.get("metric_id")).startswith(METRICS_OF_ARRIVAL)
            ]
        )
    return found


def as_text(rows: Sequence[dict[str, Any]]) -> list[str]:
    """Return sorted rows as text, doubles to 9 digits: sums may differ in their last bits."""
    return sorted(
        str({k: f"{v:.9g}" if isinstance(v, float) else v for k, v in sorted(row.items())})
        for row in rows
    )


@pytest.fixture(scope="module")
def expected(sample: House) -> Rows:
    return rows_of(sample)


def test_gold_is_what_it_is_where_all_files_came_at_once(reordered: House, expected: Rows) -> None:
    rows = rows_of(reordered)

    assert rows.keys() == expected.keys()
    assert {"a_category_of_its_own", "a_part_of_it"} <= {
        row["category"] for row in reordered.rows("monthly_category_spend")
    }
    differences = {
        table: sorted(set(rows[table]) ^ set(expected[table]))[:4]
        for table in expected
        if rows[table] != expected[table]
    }
    assert differences == {}


def test_a_rebuild_is_equal_whatever_the_order(reordered: House) -> None:
    assert "equal" in reordered.daybook("verify").stdout
