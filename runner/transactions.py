"""The transactions of a lake as a person looks them up."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ingestion.storage.locations import Location
from runner.errors import CommandError
from runner.tables import read_delta_rows

_SHORTEST_ID = 6
_SHOWN_ID = 12


@dataclass(frozen=True)
class Transaction:
    """A booking as the bank states it; `amount` is signed and holds all parts of a split."""

    id: str
    account: str
    booked: date
    amount: Decimal
    currency: str
    text: str
    categories: tuple[str, ...]

    def __str__(self) -> str:
        found = f"{self.booked} {self.account} {self.amount} {self.currency} {self.text}"
        return f"{found} ({', '.join(self.categories)})"

    @property
    def short_id(self) -> str:
        """Return as much of the id as a person needs to name it."""
        return self.id[:_SHOWN_ID]


def read_transactions(lake: Location) -> list[Transaction]:
    """Return every transaction that counts, the newest first; a split one is one.

    Raises: CommandError where there are none yet.
    """
    parts: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in read_delta_rows(lake / "silver" / "silver_finance__transactions"):
        # A lake that an earlier version built last knows no parts.
        parts[row.get("original_transaction_id") or row["transaction_id"]].append(row)
    if not parts:
        raise CommandError(f"{lake} has no transactions yet. Run `daybook refresh` first.")
    found = [_transaction(id_, rows) for id_, rows in parts.items()]
    return sorted(found, key=lambda one: (-one.booked.toordinal(), one.account, one.id))


def _transaction(id_: str, parts: list[dict[str, Any]]) -> Transaction:
    first = parts[0]
    return Transaction(
        id=id_,
        account=first["account_id"],
        booked=first["booked_date"],
        amount=sum((part["amount"] for part in parts), Decimal(0)),
        currency=first["currency_code"],
        text=" · ".join(filter(None, (first["counterparty"], first["description"]))),
        categories=tuple(sorted({part["category"] for part in parts})),
    )


def with_text(
    transactions: Iterable[Transaction], text: str, account: str | None
) -> list[Transaction]:
    """Return the transactions whose payee or purpose contains a text, in any case."""
    return [
        one
        for one in transactions
        if text.casefold() in one.text.casefold() and account in (None, one.account)
    ]


def with_id(transactions: Iterable[Transaction], start: str) -> Transaction:
    """Return the only transaction whose id starts so.

    Raises: CommandError.
    """
    if len(start) < _SHORTEST_ID:
        raise CommandError(f"{start}: give at least {_SHORTEST_ID} digits of the id.", 2)
    found = [one for one in transactions if one.id.startswith(start.lower())]
    if not found:
        raise CommandError(
            f"No transaction that counts has an id that starts with {start}. "
            "Look it up with `daybook correct --find TEXT`; a part of a split is corrected by the "
            "id that is shown there, and a void one by its row in corrections/transactions.csv.",
            2,
        )
    if len(found) > 1:
        listed = "\n".join(f"  {one.id} {one}" for one in found)
        raise CommandError(f"{start} is the start of several ids. Give more of one:\n{listed}", 2)
    return found[0]
