"""Bank files that people published, where they lie: each booking, read once more by other means."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from itertools import accumulate, groupby
from pathlib import Path
from typing import Any

import pytest

from benchmarks.files_read import HOUSEHOLD, source_of
from households import Household, load_household
from ingestion import FileOutcome, Lake, ingest
from ingestion.tables import REJECTS, TRANSACTIONS
from tests.faults.lakes import a_lake, current_rows
from tests.integration.bank_shapes import BANKS, BROKERS, SHAPES, Shape, bookings_of, rows_of

pytestmark = pytest.mark.real_data

# Rows of a file whose every day was blotted out as 1111/11/11.
BLOTTED_OUT = {
    f"{BANKS}/TH_20180101-20180523_page_1.csv": 9,
    f"{BANKS}/TH_20180101-20180523_strana_1.csv": 9,
    f"{BANKS}/TH_20180521-20180523.csv": 1,
}
# What people owe each other and what tickets cost: no bookings of an account.
NO_BOOKINGS = (
    f"{BROKERS}/SBB_Sample.csv",
    f"{BROKERS}/Splitwise_HouseHold_Sample.csv",
    f"{BROKERS}/Splitwise_Trip_Sample.csv",
)
# Files with a balance beside every booking, and how many of them.
WITH_BALANCES = {
    "FinPension_Sample.csv": 8,
    "Mintos_Sample.csv": 15,
    "Revolut_CHF_Sample.csv": 7,
    "Revolut_EUR_Sample.csv": 7,
    "ZKB_Sample.csv": 7,
}


@dataclass(frozen=True)
class Landed:
    """Hold what a lake made of the bank files."""

    outcomes: Mapping[str, FileOutcome]
    bookings: Mapping[str, list[dict[str, Any]]]
    rejects: Mapping[str, list[str]]


@pytest.fixture(scope="module")
def landed(real_files: Path, tmp_path_factory: pytest.TempPathFactory) -> Landed:
    """Land every bank file in one lake."""
    lake = a_lake(tmp_path_factory.mktemp("banks"))
    files = [*(shape.file for shape in SHAPES), *BLOTTED_OUT, *NO_BOOKINGS]
    household = load_household(HOUSEHOLD)
    outcomes = {file: outcome_of(lake, household, real_files, file) for file in files}
    contents = {outcome.content_id: file for file, outcome in outcomes.items()}
    bookings: dict[str, list[dict[str, Any]]] = {file: [] for file in files}
    for row in sorted(current_rows(lake, TRANSACTIONS), key=lambda row: row["_record_number"]):
        bookings[contents[row["_content_id"]]].append(row)
    rejects: dict[str, list[str]] = {file: [] for file in files}
    for row in current_rows(lake, REJECTS):
        rejects[contents[row["_content_id"]]].append(row["reason"])
    return Landed(outcomes, bookings, rejects)


def outcome_of(lake: Lake, household: Household, real_files: Path, file: str) -> FileOutcome:
    """Land one file in the source that it belongs to."""
    (one,) = ingest(lake, household, [real_files / file], source=source_of(Path(file))).outcomes
    return one


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: Path(shape.file).name)
def test_every_booking_has_its_day_amount_and_currency(
    shape: Shape, real_files: Path, landed: Landed
) -> None:
    wanted = Counter(bookings_of(shape, real_files))
    found = Counter(
        (row["booked_date"], Decimal(row["amount"]), row["currency"])
        for row in landed.bookings[shape.file]
    )
    assert wanted
    assert found == wanted


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: Path(shape.file).name)
def test_only_made_up_rows_are_rejected(shape: Shape, landed: Landed) -> None:
    assert sorted(landed.rejects[shape.file]) == sorted(shape.rejects)
    assert landed.outcomes[shape.file].outcome == "landed"


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: Path(shape.file).name)
def test_every_booking_has_its_account(shape: Shape, real_files: Path, landed: Landed) -> None:
    if isinstance(shape.account, str) or not shape.account:
        wanted = {shape.account or source_of(Path(shape.file))}
    else:
        wanted = {" ".join(row[at] for at in shape.account) for row in rows_of(shape, real_files)}
    assert {row["account"] for row in landed.bookings[shape.file]} == wanted


@pytest.mark.parametrize(("name", "count"), WITH_BALANCES.items())
def test_the_amounts_lead_from_balance_to_balance(name: str, count: int, landed: Landed) -> None:
    rows = landed.bookings[f"{BROKERS}/{name}"]
    # A booking and its fee both state the balance after the two.
    changes = [
        (Decimal(balance), sum(Decimal(row["amount"]) for row in together))
        for balance, together in groupby(rows, lambda row: row["balance_after"])
    ]
    assert len(changes) == count
    # These files begin with the account.
    assert list(accumulate(amount for _, amount in changes)) == [stated for stated, _ in changes]


def test_days_that_were_blotted_out_are_rejected(landed: Landed) -> None:
    found = {file: Counter(landed.rejects[file]) for file in BLOTTED_OUT}
    assert found == {
        file: Counter({"time_out_of_range": count}) for file, count in BLOTTED_OUT.items()
    }
    assert not any(landed.bookings[file] for file in BLOTTED_OUT)


def test_files_without_bookings_of_an_account_stay_unknown(landed: Landed) -> None:
    assert {landed.outcomes[file].reason for file in NO_BOOKINGS} == {"unknown_format"}


def test_what_was_paid_to_a_card_comes_in_and_purchases_go_out(landed: Landed) -> None:
    john_lewis = landed.bookings[f"{BANKS}/MS_JANE_SMITH_01-12-2019_14-12-2019.csv"]
    assert [row["amount"] for row in john_lewis if "PAYMENT RECEIVED" in row["description"]] == [
        "1100"
    ]
    viseca = landed.bookings["finance/bank_csv_viseca/viseca.csv"]
    assert {row["amount"][0] == "-" for row in viseca if row["counterparty"] == "Apple"} == {True}


def test_a_payee_in_the_line_below_joins_its_booking(landed: Landed) -> None:
    rows = landed.bookings[f"{BANKS}/TransactionHistory_20180418043121.csv"]
    assert rows[0]["description"] == "DEBIT PURCHASE 15/04/18  66-6666 UBER EATS AN2GO HELP.UBERh"
    assert [row["_line_number"] for row in rows] == list(range(7, 23, 2))
