"""Gold of a real ledger, and the cost of a real meter, against what pandas makes of the files."""

from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tests.end_to_end.conftest import REAL_PRICES
from tests.houses import House

pytestmark = pytest.mark.real_data

AS_OF_DATE = date(2026, 4, 6)
ACCOUNTS = {
    "Saving Bank account 1": "savings_1",
    "Saving Bank account 2": "savings_2",
    "Cash": "cash",
    "Credit Card": "credit_card",
    "Debit Card": "debit_card",
    "Recurring Deposit": "recurring_deposit",
    "Fixed Deposit": "fixed_deposit",
    "Share Market Trading": "shares",
    "Equity Mutual Fund A": "fund_a",
    "Equity Mutual Fund B": "fund_b",
    "Equity Mutual Fund C": "fund_c",
    "Equity Mutual Fund D": "fund_d",
}


@pytest.fixture(scope="module")
def ledger(real_files: Path) -> pd.DataFrame:
    """Return the ledger's rows with day, account and signed amount."""
    [path] = real_files.glob("finance/household_2015_2018/*.csv")
    raw = pd.read_csv(path, dtype=str, keep_default_na=False)
    raw["day"] = pd.to_datetime(raw["Date"].str[:10].str.strip(), format="%d/%m/%Y").dt.date
    raw["account"] = raw["Mode"].map(ACCOUNTS)
    cents = raw["Amount"].map(lambda text: round(Decimal(text), 2))
    raw["amount"] = cents.where(raw["Income/Expense"] == "Income", -cents)
    return raw


def of_ledger(house: House, table: str) -> list[dict[str, Any]]:
    """Return the rows in the ledger's currency, as nothing else has it."""
    return [row for row in house.rows(table) if row["currency_code"] == "INR"]


def test_spending_of_each_category_and_month(ledger: pd.DataFrame, real_house: House) -> None:
    spent: defaultdict[tuple[date, str], list[Decimal]] = defaultdict(list)
    for row in ledger[ledger["Income/Expense"] == "Expense"].itertuples():
        spent[row.day.replace(day=1), row.Category.strip()].append(-row.amount)

    rows = of_ledger(real_house, "monthly_category_spend")

    assert {(one["month_date"], one["category"]) for one in rows} == set(spent)
    for row in rows:
        amounts = spent[row["month_date"], row["category"]]
        assert (row["spend_amount"], row["count_transactions"]) == (sum(amounts), len(amounts))


def balances(ledger: pd.DataFrame) -> dict[tuple[str, date], Decimal]:
    """Return what each account holds at the end of each day since its first booking."""
    moved = ledger.groupby(["account", "day"])["amount"].sum().to_dict()
    held: dict[tuple[str, date], Decimal] = {}
    for account in ledger["account"].unique():
        day, amount = min(day for one, day in moved if one == account), Decimal(0)
        while day <= AS_OF_DATE:
            amount += moved.get((account, day), Decimal(0))
            held[account, day] = amount
            day += timedelta(days=1)
    return held


def test_balance_of_each_account_and_worth_of_all(ledger: pd.DataFrame, real_house: House) -> None:
    held = balances(ledger)
    worth: defaultdict[date, Decimal] = defaultdict(Decimal)
    for (_, day), amount in held.items():
        worth[day] += amount

    # An account stands at its opening balance, which the ledger does not know, the day before.
    found = {
        (row["account_id"], row["balance_date"]): row["balance_amount"]
        for row in of_ledger(real_house, "daily_account_balance")
        if row["balance_amount"] or (row["account_id"], row["balance_date"]) in held
    }
    assert found == held
    for row in of_ledger(real_house, "daily_net_worth"):
        assert row["net_worth_amount"] == worth[row["balance_date"]], row


def test_forecasts_start_from_all_that_the_ledger_moved(
    ledger: pd.DataFrame, real_house: House
) -> None:
    rows = of_ledger(real_house, "daily_balance_forecast")

    naive = {one["forecast_date"]: one for one in rows if one["model"] == "naive"}
    assert set(naive) == {AS_OF_DATE + timedelta(days=days) for days in range(1, 91)}
    assert {one["balance_amount_p50"] for one in naive.values()} == {ledger["amount"].sum()}


def test_what_one_text_says_each_month_is_one_payment(
    ledger: pd.DataFrame, real_house: House
) -> None:
    expected = {}
    for (note, amount), rows in ledger[ledger["Note"] != ""].groupby(["Note", "amount"]):
        days = sorted(rows["day"])
        if len(days) >= 5 and all(26 <= (b - a).days <= 36 for a, b in pairwise(days)):
            expected[note.strip()] = (amount, days[0], days[-1], len(days))

    found = {
        row["payee"]: (
            row["typical_amount"], row["first_date"], row["last_date"], row["count_payments"]
        )
        for row in of_ledger(real_house, "recurring_payments")
        if row["cadence"] == "monthly" and not row["is_active"]
    }  # fmt: skip
    assert len(expected) == 8
    assert {payee: found.get(payee) for payee in expected} == expected


def test_cost_of_each_month_by_the_hour(real_files: Path, real_house: House) -> None:
    [path] = real_files.glob("smart_home/energy_providers/DSMR-reader/*.csv")
    raw = pd.read_csv(path)
    raw["day"] = pd.to_datetime(raw["Hour Start"].str[:10]).dt.date
    hour = raw["Hour Start"].str[11:13].astype(int)
    is_low = (hour < 7) | (hour >= 23) | raw["day"].map(lambda day: day.weekday() >= 5)
    price = is_low.map({True: REAL_PRICES["low"], False: REAL_PRICES["normal"]})
    registers = {1: "Low", 2: "Normal"}
    names = [f"Electricity {one} (Dutch Users: {kind} Tariff)" for one, kind in registers.items()]
    energy = [
        Decimal(str(round(use, 6))) * one
        for use, one in zip(raw[names].sum(axis=1), price, strict=True)
    ]
    months = raw["day"].map(lambda day: day.replace(day=1))
    bills = pd.Series(energy).groupby(months).sum()
    days = raw.groupby(months)["day"].nunique()

    costs: defaultdict[date, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for row in real_house.rows("daily_energy_cost"):
        if (row["meter_id"], row["flow"]) == ("main", "import") and row["energy_cost_amount"]:
            costs[row["usage_date"].replace(day=1)][0] += row["energy_cost_amount"]
            costs[row["usage_date"].replace(day=1)][1] += row["standing_charge_amount"]

    assert len(bills) >= 12
    for month, bill in bills.items():
        standing = days[month] * REAL_PRICES["day"]
        assert costs[month] == [round(bill, 2), round(standing, 2)], month
