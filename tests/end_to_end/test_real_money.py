"""Gold of a real ledger, and the cost of a real meter, against what plain Python makes of them."""

import csv
from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from tests.houses import House
from tests.real_houses import REAL_PRICES

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


@dataclass(frozen=True)
class Entry:
    """A row of the ledger; the amount has its sign."""

    day: date
    account: str
    amount: Decimal
    kind: str
    category: str
    note: str


@pytest.fixture(scope="module")
def ledger(real_files: Path) -> list[Entry]:
    [path] = real_files.glob("finance/household_2015_2018/*.csv")
    return [entry_of(row) for row in rows_of(path)]


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def entry_of(row: dict[str, str]) -> Entry:
    day, month, year = row["Date"].split()[0].split("/")
    amount = round(Decimal(row["Amount"]), 2)
    return Entry(
        day=date(int(year), int(month), int(day)),
        account=ACCOUNTS[row["Mode"]],
        amount=amount if row["Income/Expense"] == "Income" else -amount,
        kind=row["Income/Expense"],
        category=row["Category"].strip(),
        note=row["Note"].strip(),
    )


def of_ledger(house: House, table: str) -> list[dict[str, Any]]:
    """Return the rows in the ledger's currency, as nothing else has it."""
    return [row for row in house.rows(table) if row["currency_code"] == "INR"]


def test_spending_of_each_category_and_month(ledger: list[Entry], real_house: House) -> None:
    spent: defaultdict[tuple[date, str], list[Decimal]] = defaultdict(list)
    for entry in ledger:
        if entry.kind == "Expense":
            spent[entry.day.replace(day=1), entry.category].append(-entry.amount)

    rows = of_ledger(real_house, "monthly_category_spend")

    assert {(one["month_date"], one["category"]) for one in rows} == set(spent)
    for row in rows:
        amounts = spent[row["month_date"], row["category"]]
        assert (row["spend_amount"], row["count_transactions"]) == (sum(amounts), len(amounts))


def balances(ledger: list[Entry]) -> dict[tuple[str, date], Decimal]:
    """Return what each account holds at the end of each day since its first booking."""
    moved: defaultdict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for entry in ledger:
        moved[entry.account, entry.day] += entry.amount
    held: dict[tuple[str, date], Decimal] = {}
    for account in {entry.account for entry in ledger}:
        day, amount = min(one.day for one in ledger if one.account == account), Decimal(0)
        while day <= AS_OF_DATE:
            amount += moved[account, day]
            held[account, day] = amount
            day += timedelta(days=1)
    return held


def test_balance_of_each_account_and_worth_of_all(ledger: list[Entry], real_house: House) -> None:
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
    ledger: list[Entry], real_house: House
) -> None:
    rows = of_ledger(real_house, "daily_balance_forecast")

    naive = {one["forecast_date"]: one for one in rows if one["model"] == "naive"}
    assert set(naive) == {AS_OF_DATE + timedelta(days=days) for days in range(1, 91)}
    moved = sum(entry.amount for entry in ledger)
    assert {one["balance_amount_p50"] for one in naive.values()} == {moved}


def test_the_naive_forecast_was_off_by_what_was_booked_from_its_origin_on(
    real_house: House, tmp_path: Path
) -> None:
    # Of today nothing moved in these ledgers for years.
    last_date = date(2018, 9, 20)
    house = replace(real_house.copy(tmp_path), as_of=f"{last_date}T12:00:00+00:00")
    house.dbt("run", "--select", "+balance_forecast_backtest")
    moved: defaultdict[tuple[str, date], Decimal] = defaultdict(Decimal)
    for row in house.rows("silver_finance__transactions", "silver"):
        moved[row["currency_code"], row["booked_date"]] += row["amount"]

    backtest = [row for row in house.rows("balance_forecast_backtest") if row["model"] == "naive"]

    assert {row["horizon_days"] for row in backtest} == set(range(1, 91))
    assert sum(row["mean_absolute_error_amount"] > 0 for row in backtest) > 50
    for row in backtest:
        # Every sixteenth day of a year is scored, the last ones first.
        last = last_date - timedelta(days=row["horizon_days"] + 1)
        last -= timedelta(days=(last - date(1970, 1, 1)).days % 16)
        days = range(row["horizon_days"] + 1)
        origins = [last - timedelta(days=16 * back) for back in range(row["count_forecasts"])]
        assert origins[-1] >= last_date - timedelta(days=366)
        flows = (
            sum(
                (moved[row["currency_code"], origin + timedelta(days=day)] for day in days),
                Decimal(0),
            )
            for origin in origins
        )
        errors = [abs(flow) for flow in flows]
        error = sum(errors, Decimal(0)) / len(errors)
        assert abs(error - row["mean_absolute_error_amount"]) <= Decimal("0.01"), row


def test_what_one_text_says_each_month_is_one_payment(
    ledger: list[Entry], real_house: House
) -> None:
    days_of: defaultdict[tuple[str, Decimal], list[date]] = defaultdict(list)
    for entry in sorted(ledger, key=lambda one: one.day):
        if entry.note:
            days_of[entry.note, entry.amount].append(entry.day)
    expected = {
        note: (amount, days[0], days[-1], len(days))
        for (note, amount), days in days_of.items()
        if len(days) >= 5 and all(26 <= (after - day).days <= 36 for day, after in pairwise(days))
    }

    names = ("typical_amount", "first_date", "last_date", "count_payments")
    found = {
        row["payee"]: tuple(row[name] for name in names)
        for row in of_ledger(real_house, "recurring_payments")
        if row["cadence"] == "monthly" and not row["is_active"]
    }
    assert len(expected) == 8
    assert {payee: found.get(payee) for payee in expected} == expected


def test_cost_of_each_month_by_the_hour(real_files: Path, real_house: House) -> None:
    [path] = real_files.glob("smart_home/energy_providers/DSMR-reader/*.csv")
    energy: defaultdict[date, Decimal] = defaultdict(Decimal)
    days: defaultdict[date, set[date]] = defaultdict(set)
    for row in rows_of(path):
        start = datetime.fromisoformat(row["Hour Start"])  # local, with its offset
        month = start.date().replace(day=1)
        days[month].add(start.date())
        is_low = start.hour < 7 or start.hour >= 23 or start.weekday() >= 5
        used = Decimal(row["Electricity 1 (Dutch Users: Low Tariff)"])
        used += Decimal(row["Electricity 2 (Dutch Users: Normal Tariff)"])
        energy[month] += used * REAL_PRICES["low" if is_low else "normal"]

    found: defaultdict[date, list[Decimal]] = defaultdict(lambda: [Decimal(0), Decimal(0)])
    for cost in real_house.rows("daily_energy_cost"):
        if (cost["meter_id"], cost["flow"]) == ("main", "import") and cost["energy_cost_amount"]:
            month = cost["usage_date"].replace(day=1)
            found[month][0] += cost["energy_cost_amount"]
            found[month][1] += cost["standing_charge_amount"]

    assert len(energy) == 12
    for month, bill in energy.items():
        standing = len(days[month]) * REAL_PRICES["day"]
        assert found[month] == [round(bill, 2), round(standing, 2)], month
