"""The truth about the money follows from the banks' exports alone."""

import csv
import io
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from samples.money import transactions as booked
from tests.truths import landed_files, truth_rows

CSV_ACCOUNTS = ("checking", "savings")
OFX_ACCOUNTS = {"XX01SAMPLEB0000000003": "joint", "XXXX-SAMPLEB-0004": "card"}
Row = dict[str, str]


def german(text: str) -> Decimal:
    return Decimal(text.replace(".", "").replace(",", "."))


def csv_entries(sample: Path, account: str) -> set[tuple[str, str, Decimal, Decimal]]:
    """Return day, counterparty, amount and balance: overlapping exports repeat all four."""
    entries = set()
    for path in landed_files(sample, f"bank_a_{account}/"):
        text = path.read_text(encoding="utf-8-sig")
        for row in csv.DictReader(io.StringIO(text), delimiter=";"):
            if row["Betrag"] != "siehe Beleg":
                day = "-".join(reversed(row["Buchungstag"].split(".")))
                key = (day, row["Empfänger/Auftraggeber"])
                entries.add((*key, german(row["Betrag"]), german(row["Saldo"])))
    return entries


def ofx_values(text: str, tag: str) -> list[str]:
    return re.findall(rf"<{tag}>([^<\r\n]*)", text)


def ofx_statements(path: Path) -> Iterator[tuple[str, str]]:
    text = path.read_text(encoding="utf-8")
    for part in re.findall(r"<(?:CC)?STMTRS>.*?</(?:CC)?STMTRS>", text, re.DOTALL):
        yield OFX_ACCOUNTS[ofx_values(part, "ACCTID")[0]], part


def ofx_entries(sample: Path) -> dict[str, tuple[str, str, Decimal]]:
    entries = {}
    for path in landed_files(sample, "bank_b/"):
        for account, part in ofx_statements(path):
            for entry in re.findall(r"<STMTTRN>.*?</STMTTRN>", part, re.DOTALL):
                day = date.fromisoformat(ofx_values(entry, "DTPOSTED")[0][:8]).isoformat()
                amount = Decimal(ofx_values(entry, "TRNAMT")[0])
                entries[ofx_values(entry, "FITID")[0]] = (account, day, amount)
    return entries


def transactions(sample: Path) -> list[Row]:
    return truth_rows(sample, "transactions")


def test_transactions_are_those_of_the_exports_once_each(sample: Path) -> None:
    expected: Counter[tuple[str, str, Decimal]] = Counter(ofx_entries(sample).values())
    for account in CSV_ACCOUNTS:
        entries = csv_entries(sample, account)
        expected.update((account, day, amount) for day, _, amount, _ in entries)
    assert expected == Counter(
        (row["account_id"], row["booked_date"], Decimal(row["amount"]))
        for row in transactions(sample)
    )


def test_balances_are_the_opening_ones_and_all_transactions_since(sample: Path) -> None:
    moved: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for row in transactions(sample):
        moved[row["booked_date"], row["account_id"]] += Decimal(row["amount"])
    balances: dict[str, Decimal] = {}
    rows = truth_rows(sample, "daily_account_balance")
    for row in rows:
        account, stated = row["account_id"], Decimal(row["balance_amount"])
        before = balances.get(account, stated)
        assert stated == before + moved[row["balance_date"], account]
        balances[account] = stated
    days = sorted({row["balance_date"] for row in rows})
    assert (days[0], days[-1]) == ("2025-05-26", "2026-07-01")
    assert len(rows) == 4 * len(days) == 4 * 402


def test_the_banks_state_the_same_balances(sample: Path) -> None:
    rows = truth_rows(sample, "daily_account_balance")
    ours = {(row["balance_date"], row["account_id"]): row for row in rows}
    stated: dict[tuple[str, str], Decimal] = {}
    for path in landed_files(sample, "bank_b/"):
        for account, part in ofx_statements(path):
            day = date.fromisoformat(ofx_values(part, "DTASOF")[0]).isoformat()
            stated[day, account] = Decimal(ofx_values(part, "BALAMT")[0])
    for account in CSV_ACCOUNTS:
        for day in {day for day, *_ in csv_entries(sample, account)}:
            closing = Decimal(ours[day, account]["balance_amount"])
            assert closing in {entry[3] for entry in csv_entries(sample, account)}
            stated[day, account] = closing
    assert {key for key, row in ours.items() if row["bank_balance_amount"]} == set(stated)
    for key, amount in stated.items():
        assert Decimal(ours[key]["bank_balance_amount"]) == amount
        assert ours[key]["balance_amount"] == ours[key]["bank_balance_amount"]


def test_a_running_balance_grows_by_each_amount_newest_first(sample: Path) -> None:
    for account in CSV_ACCOUNTS:
        for path in landed_files(sample, f"bank_a_{account}/"):
            text = path.read_text(encoding="utf-8-sig")
            rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
            rows = [row for row in rows if row["Saldo"]]
            for newer, older in pairwise(rows):
                assert german(newer["Saldo"]) - german(newer["Betrag"]) == german(older["Saldo"])


def test_cash_flow_leaves_own_transfers_out(sample: Path) -> None:
    months: dict[str, list[Decimal]] = defaultdict(list)
    for row in transactions(sample):
        if row["is_own_transfer"] == "false":
            months[row["booked_date"][:7] + "-01"].append(Decimal(row["amount"]))
    rows = truth_rows(sample, "monthly_cash_flow")
    assert [row["month_date"] for row in rows] == sorted(months)
    for row in rows:
        amounts = months[row["month_date"]]
        income = sum((amount for amount in amounts if amount > 0), Decimal())
        assert Decimal(row["income_amount"]) == income
        assert Decimal(row["expense_amount"]) == sum(amounts, Decimal()) - income
        assert Decimal(row["net_amount"]) == sum(amounts, Decimal())


def test_own_transfers_have_two_sides_one_or_two_days_apart(sample: Path) -> None:
    sides: dict[str, list[Row]] = defaultdict(list)
    for row in transactions(sample):
        if row["is_own_transfer"] == "true":
            sides[row["transfer_id"]].append(row)
    assert len(sides) > 4 * 12
    for paid, received in sides.values():
        assert Decimal(paid["amount"]) == -Decimal(received["amount"]) < 0
        assert paid["account_id"] != received["account_id"]
        lag = date.fromisoformat(received["booked_date"]) - date.fromisoformat(paid["booked_date"])
        assert lag in (timedelta(days=1), timedelta(days=2))


@pytest.mark.parametrize("seed", [7, 8, 9, 10])
def test_only_the_planted_look_alikes_could_be_taken_for_a_transfer(seed: int) -> None:
    entries = list(booked(seed, date(2023, 1, 1), date(2026, 6, 30)))
    received = defaultdict(list)
    for entry in entries:
        if entry.booking.cents > 0:
            received[entry.booking.cents].append(entry)
    look_alikes = [
        one.booking.cents
        for one in entries
        for other in received[-one.booking.cents]
        if one.account_id != other.account_id
        and abs(other.booked_date - one.booked_date) <= timedelta(days=7)
        and not one.booking.transfer_id == other.booking.transfer_id != ""
    ]
    assert set(look_alikes) == {-2995}


def test_money_has_the_cases_that_readers_get_wrong(sample: Path) -> None:
    rows = transactions(sample)
    purposes = Counter(row["purpose"] for row in rows)
    assert purposes["salary"] == 2 * 13
    assert purposes["refund"] > 6
    assert {row["amount"] for row in rows if row["purpose"] == "subscription"} == {
        "-9.99",
        "-12.99",
    }
    twins = Counter(
        tuple(row[name] for name in ("account_id", "booked_date", "amount", "counterparty"))
        for row in rows
        if row["purpose"] == "coffee"
    )
    assert set(twins.values()) == {2}
    assert any("&" in row["counterparty"] for row in rows)
    assert any(";" in row["description"] for row in rows)


def test_ofx_changes_from_sgml_to_xml(sample: Path) -> None:
    bank = sample / "inbox/bank_b"
    before = (bank / "kontoauszug_2025-12.ofx").read_text(encoding="ascii")
    after = (bank / "kontoauszug_2026-01.ofx").read_text(encoding="utf-8")
    assert before.startswith("OFXHEADER:100\n")
    assert "</TRNAMT>" not in before
    assert after.startswith("<?xml")
    assert after.count("</TRNAMT>") == after.count("<TRNAMT>") > 0
