"""What the household spends on follows from its rules and transactions alone."""

import csv
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from tests.truths import truth_rows

Row = dict[str, str]


def rules(sample: Path) -> list[Row]:
    path = sample / "household/rules/categories.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def fits(rule: Row, row: Row) -> bool:
    text = " ".join(f"{row['counterparty']} {row['description']}".split()).lower()
    return (
        rule["pattern"].lower() in text
        and rule["account_id"] in ("", row["account_id"])
        and (rule["valid_from"] or "0000") <= row["booked_date"] <= (rule["valid_to"] or "9999")
    )


def test_the_first_rule_that_fits_says_the_category(sample: Path) -> None:
    for row in truth_rows(sample, "transactions"):
        if row["is_own_transfer"] == "false":
            fitting = [rule["category"] for rule in rules(sample) if fits(rule, row)]
            assert row["category"] == (fitting or ["uncategorised"])[0], row


def test_spend_is_what_went_out_for_a_category_less_what_came_back(sample: Path) -> None:
    income = {rule["category"] for rule in rules(sample) if rule["kind"] == "income"}
    spent: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for row in truth_rows(sample, "transactions"):
        amount = Decimal(row["amount"])
        is_income = row["category"] in income or (row["category"] == "uncategorised" and amount > 0)
        if row["is_own_transfer"] == "false" and not is_income:
            spent[f"{row['booked_date'][:7]}-01", row["category"]].append(-amount)
    assert {
        (row["month_date"], row["category"]): (
            Decimal(row["spend_amount"]),
            int(row["count_transactions"]),
        )
        for row in truth_rows(sample, "monthly_category_spend")
    } == {key: (sum(amounts), len(amounts)) for key, amounts in spent.items()}


def test_rules_have_the_cases_that_readers_get_wrong(sample: Path) -> None:
    rows = [row for row in truth_rows(sample, "transactions") if row["is_own_transfer"] == "false"]
    fitting = [[rule["category"] for rule in rules(sample) if fits(rule, row)] for row in rows]
    assert any(len(set(found)) > 1 for found in fitting)
    assert {"salary", "uncategorised"} < {row["category"] for row in rows}
    films = {
        (row["booked_date"] < "2026-03-01", row["category"])
        for row in rows
        if row["counterparty"] == "Filmkiste"
    }
    assert films == {(True, "uncategorised"), (False, "streaming")}
    by_text = defaultdict(set)
    for row in rows:
        by_text[row["description"]].add((row["account_id"], row["category"]))
    assert {("card", "shopping"), ("joint", "uncategorised")} < by_text["PURCHASE"]
    spend = truth_rows(sample, "monthly_category_spend")
    assert any(Decimal(row["spend_amount"]) < 0 for row in spend)  # a refund of an earlier month
    assert not any(row["category"] == "salary" for row in spend)
