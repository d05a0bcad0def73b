"""Files that people published, where they lie: what each gives, counted once by other means."""

import csv
from collections import Counter, defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from ingestion import IngestReport, Lake, ingest
from ingestion.tables import (
    ACTIVITY_DAYS,
    METER_READINGS,
    OFX_TRANSACTIONS,
    REJECTS,
    STATES,
    TRANSACTIONS,
)
from tests.faults.lakes import a_lake, current_rows, no_household

pytestmark = pytest.mark.real_data

SETS = {
    "states": "smart_home/ha_history_wkcollis",
    "meter": "smart_home/energy_providers/DSMR-reader",
    "days": "fitness/fitbit_fitabase_apr_may",
    "ledger": "finance/household_2015_2018",
    "statements": "finance/ofx_ofxparse",
}
# Outcome, records and rejects of each statement; None stands for a reason.
STATEMENTS = {
    "account_listing_aggregation.ofx": "no_statement",
    "anzcc.ofx": (3, 0),
    "bank_medium.ofx": (5, 0),
    "bank_small.ofx": "no_statement",
    "checking.ofx": (5, 0),
    "date_missing.ofx": (1, 3),
    "decimal_error.ofx": (1, 1),
    "empty_balance.ofx": (1, 0),
    "error_message.ofx": "statement_error",
    "fidelity-savings.ofx": (4, 0),
    "fidelity.ofx": (23, 0),
    "investment_401k.ofx": (6, 0),
    "investment_medium.ofx": (3, 0),
    "multiple_accounts.ofx": (2, 0),
    "multiple_accounts2.ofx": "already_landed",
    "ofx-v102-empty-tags.ofx": (1, 0),
    "signon_fail.ofx": "statement_error",
    "signon_success.ofx": "no_statement",
    "signon_success_no_message.ofx": "no_statement",
    "suncorp.ofx": (3, 0),
    "td_ameritrade.ofx": (2, 0),
    "tiaacref.ofx": (7, 0),
    "vanguard.ofx": (3, 0),
    "vanguard401k.ofx": (6, 0),
}


@pytest.fixture(scope="module")
def landed(
    real_files: Path, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Lake, dict[str, IngestReport]]:
    """Land all sets in one lake, without a household."""
    lake = a_lake(tmp_path_factory.mktemp("real"))
    return lake, {
        name: ingest(lake, no_household(), [real_files / place]) for name, place in SETS.items()
    }


def lines_of(file: Path) -> list[list[str]]:
    """Return the rows of a file as the csv module reads them, without header."""
    with file.open(newline="", encoding="utf-8-sig") as stream:
        return list(csv.reader(stream))[1:]


def test_every_state_becomes_a_record(
    real_files: Path, landed: tuple[Lake, dict[str, IngestReport]]
) -> None:
    lake, _ = landed
    wanted = Counter(
        tuple(row) for file in (real_files / SETS["states"]).glob("*.csv") for row in lines_of(file)
    )
    found = Counter(
        (row["entity_id"], row["state"], row["changed_at"]) for row in current_rows(lake, STATES)
    )
    assert found == wanted


def test_every_hour_of_the_meter_has_five_readings(
    real_files: Path, landed: tuple[Lake, dict[str, IngestReport]]
) -> None:
    lake, _ = landed
    rows = [row for file in (real_files / SETS["meter"]).glob("*.csv") for row in lines_of(file)]
    readings = current_rows(lake, METER_READINGS)
    assert len(readings) == 5 * len(rows)
    assert len({row["started_at"] for row in readings}) == len(rows)
    totals: defaultdict[tuple[str, str, str], Decimal] = defaultdict(Decimal)
    for row in readings:
        totals[row["commodity"], row["flow"], row["register"]] += Decimal(row["quantity"])
    assert totals == {
        ("electricity", "import", "low"): sum(Decimal(row[1]) for row in rows),
        ("electricity", "import", "normal"): sum(Decimal(row[2]) for row in rows),
        ("electricity", "export", "low"): sum(Decimal(row[3]) for row in rows),
        ("electricity", "export", "normal"): sum(Decimal(row[4]) for row in rows),
        ("gas", "import", ""): sum(Decimal(row[5]) for row in rows),
    }


def test_every_day_of_every_person_becomes_a_record(
    real_files: Path, landed: tuple[Lake, dict[str, IngestReport]]
) -> None:
    lake, reports = landed
    rows = lines_of(real_files / SETS["days"] / "dailyActivity_merged.csv")
    days = current_rows(lake, ACTIVITY_DAYS)
    assert len(days) == len(rows)
    assert len({row["person"] for row in days}) == 33
    assert sum(int(row["step_count"]) for row in days) == sum(int(row[2]) for row in rows)
    assert {row["active_energy"] for row in days} == {None}
    assert [one.reason for one in reports["days"].outcomes] == [None] * 5


def test_every_line_of_the_ledger_becomes_a_booking_with_its_sign(
    real_files: Path, landed: tuple[Lake, dict[str, IngestReport]]
) -> None:
    lake, _ = landed
    rows = lines_of(real_files / SETS["ledger"] / "Daily Household Transactions.csv")
    bookings = current_rows(lake, TRANSACTIONS)
    assert len(bookings) == len(rows)
    signs = {"Income": 1, "Expense": -1, "Transfer-Out": -1}
    wanted = sum(signs[row[6]] * Decimal(row[5]) for row in rows)
    assert sum(Decimal(row["amount"]) for row in bookings) == wanted
    assert Counter(row["kind"] for row in bookings) == {
        "income": 125,
        "expense": 2176,
        "transfer": 160,
    }
    assert min(row["booked_date"] for row in bookings) == "2015-01-01"
    assert max(row["booked_date"] for row in bookings) == "2018-09-20"


def test_every_statement_ends_as_it_should(
    landed: tuple[Lake, dict[str, IngestReport]],
) -> None:
    lake, reports = landed
    found = {
        Path(one.path).name: one.reason or (one.records, one.rejects)
        for one in reports["statements"].outcomes
        if one.path.endswith(".ofx")
    }
    assert found == STATEMENTS
    assert len(current_rows(lake, OFX_TRANSACTIONS)) == 20
    assert Counter(row["reason"] for row in current_rows(lake, REJECTS)) == {
        "date_missing": 2,
        "date_invalid": 2,
    }
