"""Gold of real bank files against sums that the csv module's rows of the same files give."""

import shutil
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

import pytest

from benchmarks.files_read import HOUSEHOLD, source_of
from tests.houses import House
from tests.integration.bank_shapes import SHAPES, bookings_of

pytestmark = pytest.mark.real_data


@pytest.fixture(scope="module")
def bank_house(real_files: Path, tmp_path_factory: pytest.TempPathFactory) -> House:
    folder = tmp_path_factory.mktemp("banks")
    shutil.copytree(HOUSEHOLD, folder / "house" / "household")
    for shape in SHAPES:
        inbox = folder / "inbox" / source_of(Path(shape.file))
        inbox.mkdir(parents=True, exist_ok=True)
        shutil.copy(real_files / shape.file, inbox)
    house = House(folder / "house", folder / "lake", "2026-04-06T12:00:00+00:00")
    house.refresh("--inbox", str(folder / "inbox"))
    return house


def test_income_and_expense_of_each_month_in_each_currency(
    real_files: Path, bank_house: House
) -> None:
    income: defaultdict[tuple[str, str], Decimal] = defaultdict(Decimal)
    expense = income.copy()
    for shape in SHAPES:
        for day, amount, currency in bookings_of(shape, real_files):
            side = income if amount > 0 else expense
            side[f"{day[:7]}-01", currency] += amount

    rows = {
        (str(row["month_date"]), row["currency_code"]): row
        for row in bank_house.rows("monthly_cash_flow")
        if not row["is_converted"]
    }

    assert set(rows) >= income.keys() | expense.keys()
    for month, row in rows.items():
        assert (row["income_amount"], row["expense_amount"]) == (income[month], expense[month])


def test_balances_that_banks_state_hold_but_where_bookings_are_missing(bank_house: House) -> None:
    computed = {
        (row["account_id"], row["currency_code"], row["balance_date"]): row["balance_amount"]
        for row in bank_house.rows("daily_account_balance")
    }
    stated = bank_house.rows("silver_finance__statement_balances", "silver")
    differing = {
        str(row["balance_date"])
        for row in stated
        if row["balance_amount"]
        != computed[row["account_id"], row["currency_code"], row["balance_date"]]
    }
    # The numbers of Rabobank's bookings jump from 9565 to 9590.
    assert differing == {"2018-03-14", "2018-03-16"}
    assert len(stated) >= 40
