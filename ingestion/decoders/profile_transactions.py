"""Rows of bookings."""

from collections.abc import Iterator, Mapping

from ingestion.canonical import difference, negated
from ingestion.decoders.base import Record
from ingestion.decoders.profile_cells import (
    Cells,
    MisfitError,
    Numbers,
    cell_getter,
    column_getter,
    read_date,
)
from ingestion.profile_model import AmountRule, Profile
from ingestion.tables import TRANSACTIONS

_KINDS = frozenset(("", "income", "expense", "transfer"))


class TransactionRows:
    """Read the bookings of accounts; without an account the source stands for it."""

    table = TRANSACTIONS

    def __init__(self, profile: Profile, columns: Mapping[str, int], source: str) -> None:
        fields = profile.fields
        self._numbers = Numbers(profile)
        self._amounts = _Amounts(profile.amount, self._numbers, columns)
        self._source = source
        self._formats = fields["booked_date"].formats
        self._get = {
            name: cell_getter(fields.get(name), columns)
            for name in (
                *("account", "bank_transaction_id", "booked_date", "currency"),
                *("counterparty", "description", "kind", "category", "balance_after"),
            )
        }

    def read(self, cells: Cells) -> Iterator[Record | MisfitError]:
        """Yield the records of a row, and what in it does not fit."""
        said = {name: get(cells) for name, get in self._get.items()}
        day = read_date(said["booked_date"], self._formats)
        amount = self._amounts.read(cells)
        if said["kind"] not in _KINDS:
            raise MisfitError("kind_unknown", f"{said['kind'][:40]!r}")
        values = (
            said["account"] or self._source,
            said["bank_transaction_id"] or None,
            *(day, amount),
            said["currency"] or None,
            said["counterparty"] or None,
            said["description"] or None,
            said["kind"] or None,
            said["category"] or None,
            self._numbers.read(said["balance_after"], "balance_after"),
        )
        yield Record(TRANSACTIONS, values, day)


class _Amounts:
    """Read signed amounts; out is negative."""

    def __init__(self, rule: AmountRule, numbers: Numbers, columns: Mapping[str, int]) -> None:
        self._rule = rule
        self._numbers = numbers
        self._amount, self._credit, self._debit, self._sign = (
            column_getter((name,) if name else (), columns)
            for name in (rule.column, rule.credit, rule.debit, rule.negative_column)
        )

    def read(self, cells: Cells) -> str:
        amount = self._difference(cells) if self._rule.column is None else self._stated(cells)
        if amount is None:
            raise MisfitError("number_missing", "amount")
        is_negative = self._sign(cells) in self._rule.negative_values
        return negated(amount) if is_negative != self._rule.is_negated else amount

    def _stated(self, cells: Cells) -> str | None:
        return self._numbers.read(self._amount(cells), "amount")

    def _difference(self, cells: Cells) -> str | None:
        credit = self._numbers.read(self._credit(cells), "amount")
        debit = self._numbers.read(self._debit(cells), "amount")
        if credit is None and debit is None:
            return None
        # Some banks write what goes out with a minus, some without; it goes out either way.
        return difference(credit or "0", (debit or "0").removeprefix("-"))
