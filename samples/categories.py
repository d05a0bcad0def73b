"""Say what the household's money is spent on: its rules, and what they must come to."""

from __future__ import annotations

import csv
from collections import defaultdict
from datetime import date
from typing import TYPE_CHECKING

from samples.payments import CARD, CHECKING
from samples.writing import decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from samples.money import Transaction

_COLUMNS = ("category", "pattern", "account_id", "bank_category", "kind", "valid_from", "valid_to")
STREAMING_SINCE = date(2026, 3, 1)
# The first rule that fits wins: the cinema is leisure before all purchases by card are shopping.
RULES = (
    ("salary", "deichbau eg gehalt", "", "", "income", "", ""),
    ("salary", "Muehlenwerk", "", "", "income", "", ""),
    ("housing", "Hausverwaltung", "", "", "", "", ""),
    ("energy", "stadtwerk abschlag", "", "", "expense", "", ""),
    ("groceries", "GRÜNMARKT", "", "", "", "", ""),
    ("groceries", "gruenmarkt", "", "", "", "", ""),
    ("groceries", "bakker & zoon", "", "", "", "", ""),
    ("eating out", "Kaffeebar am Markt", "", "", "", "", ""),
    ("streaming", "Filmkiste", CHECKING, "", "", STREAMING_SINCE.isoformat(), ""),
    ("insurance", "schirm ag", "", "", "", "", ""),
    ("insurance", "gute kasse", "", "", "", "", ""),
    ("electronics", "elektro funke", "", "", "", "", ""),
    ("leisure", "kino palast", "", "", "", "", ""),
    ("clothing", "schuh und stiefel", "", "", "", "", ""),
    ("shopping", "purchase", CARD, "", "", "", ""),
)
UNCATEGORISED, SALARY, STREAMING = "uncategorised", "salary", "streaming"
# What becomes of each payee, said once more and without patterns.
_OF_PAYEE = {
    "Deichbau eG": SALARY,
    "MUEHLENWERK BV": SALARY,
    "Hausverwaltung": "housing",
    "Stadtwerk": "energy",
    "Grünmarkt": "groceries",
    "GRUENMARKT 114": "groceries",
    "BAKKER & ZOON": "groceries",
    "Kaffeebar am Markt": "eating out",
    "Filmkiste": STREAMING,
    "Schirm AG": "insurance",
    "GUTE KASSE": "insurance",
    "Elektro Funke": "electronics",
    "KINO PALAST": "leisure",
    "SCHUH UND STIEFEL": "clothing",
    "BUCHSTABE BOEKEN": "shopping",
    "RADHAUS": "shopping",
    "TANKPUNT A9": "shopping",
}


def write_rules(directory: Path) -> None:
    """Write `rules/categories.csv` into the household's folder."""
    path = directory / "rules" / "categories.csv"
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows((_COLUMNS, *RULES))


def category_of(entry: Transaction) -> str:
    """Return the category that the household's rules must give a transaction."""
    category = _OF_PAYEE.get(entry.booking.counterparty, UNCATEGORISED)
    is_too_early = category == STREAMING and entry.booked_date < STREAMING_SINCE
    return UNCATEGORISED if is_too_early else category


def category_rows(entries: Iterable[Transaction], own: set[str]) -> Iterator[list[str]]:
    """Yield the rows of `monthly_category_spend`; `own` are the transfers between own accounts.

    Income is no spending: salaries, and what comes in from a payee without a category. What comes
    in from another payee is a refund.
    """
    spent: dict[tuple[date, str], list[int]] = defaultdict(list)
    for entry in entries:
        cents, category = entry.booking.cents, category_of(entry)
        is_income = category == SALARY or (category == UNCATEGORISED and cents > 0)
        if entry.booking.transfer_id not in own and not is_income:
            spent[entry.booked_date.replace(day=1), category].append(cents)
    for (month, category), amounts in sorted(spent.items()):
        total = decimal_text(-sum(amounts))
        yield [month.isoformat(), category, "EUR", total, str(len(amounts))]
