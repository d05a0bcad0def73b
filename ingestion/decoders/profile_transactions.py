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
from ingestion.profile_model import AmountRule, BookingRule, Profile
from ingestion.tables import TRANSACTIONS

_KINDS = frozenset(("", "income", "expense", "transfer"))


class TransactionRows:
    """Read the bookings of accounts; without an account the source stands for it."""

    table = TRANSACTIONS

    def __init__(self, profile: Profile, columns: Mapping[str, int], source: str) -> None:
        stated = BookingRule(profile.amount, {})
        self._first, *self._more = (
            _Bookings(profile, rule, columns, source) for rule in (stated, *profile.more_bookings)
        )

    def read(self, cells: Cells, _following: Cells | None) -> Iterator[Record | MisfitError]:
        """Yield the records of a row, all of them or none."""
        first = self._first.read(cells)
        if first is None:
            raise MisfitError("number_missing", "amount")
        more = [bookings.read_further(cells) for bookings in self._more]
        yield from (first, *(record for record in more if record is not None))


class _Bookings:
    """Read the same one of the bookings that each row has."""

    def __init__(
        self, profile: Profile, rule: BookingRule, columns: Mapping[str, int], source: str
    ) -> None:
        fields = {**profile.fields, **rule.fields}
        self._numbers = Numbers(profile)
        self._amounts = _Amounts(rule.amount, self._numbers, columns)
        self._source = source
        self._formats = fields["booked_date"].formats
        self._where = rule.where
        self._place = column_getter((rule.where.column,) if rule.where else (), columns)
        self._get = {
            name: cell_getter(fields.get(name), columns)
            for name in (
                *("account", "bank_transaction_id", "booked_date", "currency"),
                *("counterparty", "description", "kind", "category", "balance_after"),
            )
        }

    def read_further(self, cells: Cells) -> Record | None:
        """Return the record of a further booking; None where the row has no such booking.

        Raises: MisfitError.
        """
        if self._where is not None and not self._where.fits(self._place(cells)):
            return None
        return None if self._amounts.read(cells) == "0" else self.read(cells)

    def read(self, cells: Cells) -> Record | None:
        """Return the record of a row; None where its amount is empty.

        Raises: MisfitError.
        """
        said = {name: get(cells) for name, get in self._get.items()}
        day = read_date(said["booked_date"], self._formats)
        amount = self._amounts.read(cells)
        if amount is None:
            return None
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
        return Record(TRANSACTIONS, values, day)


class _Amounts:
    """Read signed amounts; out is negative."""

    def __init__(self, rule: AmountRule, numbers: Numbers, columns: Mapping[str, int]) -> None:
        self._rule = rule
        self._numbers = numbers
        self._amount, self._credit, self._debit, self._sign = (
            column_getter((name,) if name else (), columns)
            for name in (rule.column, rule.credit, rule.debit, rule.negative_column)
        )

    def read(self, cells: Cells) -> str | None:
        """Return a number, None where the cells are empty.

        Raises: MisfitError.
        """
        amount = self._difference(cells) if self._rule.column is None else self._stated(cells)
        if amount is None:
            return None
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
