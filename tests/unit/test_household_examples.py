"""The household of the real files says what those files hold."""

import csv
import os
from datetime import datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from households import Household, load_household

EXAMPLE = Path(__file__).parents[2] / "examples" / "real_data"


@pytest.fixture(scope="module")
def household() -> Household:
    return load_household(EXAMPLE)


@pytest.fixture(scope="module")
def real_data() -> Path:
    folder = os.environ.get("DAYBOOK_REAL_DATA")
    if not folder:
        pytest.skip("DAYBOOK_REAL_DATA does not name the folder of real files")
    return Path(folder)


def cells(path: Path, column: str) -> list[str]:
    with path.open(encoding="utf-8", newline="") as file:
        return [row[column] for row in csv.DictReader(file)]


def test_the_example_is_right(household: Household) -> None:
    assert not household.is_default
    assert household.landed_files() == tuple(sorted(EXAMPLE.rglob("*.yml")))
    assert household.inbox is None


@pytest.mark.real_data
def test_every_account_of_the_ledger_is_listed(household: Household, real_data: Path) -> None:
    path = real_data / "finance/household_2015_2018/Daily Household Transactions.csv"

    listed = {account.bank_id for account in household.accounts if account.currency == "INR"}

    assert listed == set(cells(path, "Mode"))


@pytest.mark.real_data
def test_the_listed_statement_accounts_are_in_the_statements(
    household: Household, real_data: Path
) -> None:
    finance = real_data / "finance"
    files = (*finance.glob("ofx_ofxparse/*.ofx"), *finance.glob("qif_quiffen/*.qif"))
    statements = "\n".join(path.read_text(encoding="latin-1") for path in files)

    numbers = [account.bank_id for account in household.accounts if account.currency != "INR"]

    # An account that its file does not name goes by the name of its source.
    assert {
        number
        for number in numbers
        if f"<ACCTID>{number}" not in statements and f"\nL[{number}]\n" not in statements
    } == {"qif_quiffen"}


@pytest.mark.real_data
def test_the_sensor_s_history_is_whole_days_of_the_household_s_zone(
    household: Household, real_data: Path
) -> None:
    folder = real_data / "smart_home/ha_history_wkcollis"
    path = folder / "UPS_Temperature_2026-3-26_to_2026-4-4.csv"
    zone = ZoneInfo(household.time_zone)
    stamps = sorted(cells(path, "last_changed"))

    first, last = (
        datetime.fromisoformat(text).astimezone(zone) for text in (stamps[0], stamps[-1])
    )

    assert set(cells(path, "entity_id")) == {household.rooms[0].sensors[0].entity}
    assert (first.date().isoformat(), first.time()) == ("2026-03-26", time(0, 0))
    assert (last.date().isoformat(), last.hour) == ("2026-04-04", 23)


@pytest.mark.real_data
def test_the_listed_person_is_one_of_the_trackers(household: Household, real_data: Path) -> None:
    path = real_data / "fitness/fitbit_fitabase_apr_may/dailyActivity_merged.csv"
    ids = set(cells(path, "Id"))

    assert len(ids) == 33
    assert {native for person in household.people for native in person.native_ids} <= ids
