"""Bookings and balances of bank statements, in one shape whatever the format."""

from dataclasses import dataclass
from datetime import date

from ingestion.decoders.base import Record, Reject
from ingestion.reasons import sentence
from ingestion.tables import STATEMENT_BALANCES, STATEMENT_BOOKINGS
from ingestion.times import StatedValueError


@dataclass(frozen=True)
class Place:
    """Say where a piece of a file stands, and what is written there."""

    line: int
    raw: str

    def reject(self, table: str, code: str, detail: str = "") -> Reject:
        """Return the reject of this piece."""
        return Reject(table, code, sentence(code, detail), self.raw, self.line)


@dataclass(frozen=True)
class Statement:
    """Hold what a statement says of all its bookings."""

    file_kind: str
    account_number: str | None = None
    bank_id: str | None = None
    currency: str | None = None
    statement_id: str | None = None

    def columns(self, currency: str | None) -> tuple[str | None, ...]:
        """Return the columns that bookings and balances share.

        Raises: StatedValueError where the statement names no account.
        """
        if not self.account_number:
            raise StatedValueError("account_missing", "")
        return (
            *(self.file_kind, self.account_number, self.bank_id),
            *(currency or self.currency, self.statement_id),
        )


@dataclass(frozen=True)
class Booking:
    """Hold one booking; dates are ISO, the amount is canonical and negative where money goes out.

    `entry_id` is that of the whole entry where this is a part of one.
    """

    booked_date: str
    amount: str
    value_date: str | None = None
    currency: str | None = None
    entry_id: str | None = None
    bank_transaction_id: str | None = None
    counterparty: str | None = None
    counterparty_account: str | None = None
    description: str | None = None
    transaction_code: str | None = None
    status: str = "booked"
    is_reversal: bool = False
    category: str | None = None
    transfer_account: str | None = None
    split_number: int | None = None

    def record(self, statement: Statement, place: Place) -> Record:
        """Return the record of a booking in a statement.

        Raises: StatedValueError.
        """
        values = (
            *statement.columns(self.currency),
            *(self.entry_id, self.bank_transaction_id, self.booked_date, self.value_date),
            *(self.amount, self.counterparty, self.counterparty_account, self.description),
            *(self.transaction_code, self.status, "true" if self.is_reversal else "false"),
            *(self.category, self.transfer_account),
            str(self.split_number) if self.split_number is not None else None,
        )
        at = self.booked_date
        return Record(STATEMENT_BOOKINGS, values, at, None, place.line, place.raw)


@dataclass(frozen=True)
class Balance:
    """Hold one balance at the end of a day; `kind` is opening, closing, interim or available."""

    kind: str
    balance_date: str
    amount: str
    currency: str | None = None

    def record(self, statement: Statement, place: Place) -> Record:
        """Return the record of a balance in a statement.

        Raises: StatedValueError.
        """
        columns = statement.columns(self.currency)
        values = (*columns, self.balance_date, self.amount, self.kind)
        return Record(STATEMENT_BALANCES, values, self.balance_date, None, place.line, place.raw)


def iso_date(year: int, month: int, day: int) -> str:
    """Return a day that people can have booked on.

    Raises: StatedValueError.
    """
    written = f"{year:04d}-{month:02d}-{day:02d}"
    try:
        date(year, month, day)
    except ValueError:
        raise StatedValueError("date_invalid", written) from None
    if not 1900 <= year <= 2199:
        raise StatedValueError("time_out_of_range", written)
    return written


def spaced(text: str) -> str | None:
    """Return a text with single spaces; None where nothing is left."""
    return " ".join(text.split()) or None
