"""QIF: the bookings of Quicken and of the many programs that write its format.

A record that cannot be read costs itself, not the file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ingestion.canonical import difference, negated
from ingestion.decoders.bank_bookings import Booking, Statement, spaced
from ingestion.decoders.base import Item, Reject
from ingestion.decoders.ofx_values import amount
from ingestion.decoders.qif_dates import date_of, order_of
from ingestion.decoders.qif_investments import (
    KINDS,
    SECURITY,
    cash_sign,
    investment,
    securities_of,
)
from ingestion.decoders.qif_records import ACCOUNT, QifRecord, read_records
from ingestion.decoders.text_lines import read_lines
from ingestion.errors import QuarantineError
from ingestion.tables import OFX_INVESTMENTS, STATEMENT_BOOKINGS
from ingestion.times import StatedValueError

if TYPE_CHECKING:
    from households import DateOrder

_BOOKINGS = frozenset(("bank", "cash", "ccard", "oth a", "oth l"))
_OPENING = "opening balance"


class Qif:
    """Decode QIF; `source` stands for an account that neither the household nor the file names."""

    name = "qif"
    # 2: investments are records.
    version = 2

    def __init__(
        self,
        source: str | None = None,
        account: str | None = None,
        currency: str | None = None,
        date_order: "DateOrder | None" = None,
    ) -> None:
        self._source = source
        self._default = Statement("qif", account, None, currency)
        self._order = date_order
        self.options: Mapping[str, Any] = {
            "source": source,
            "account": account,
            "currency": currency,
            "date_order": date_order,
        }

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the file's order."""
        order = self._order or order_of(
            record.first("D") for record in _records(file) if record.kind in _BOOKINGS | KINDS
        )
        symbols = securities_of(_records(file))
        reader = _Reader(self._default, order, self._source or self.name, symbols)
        for record in _records(file):
            yield from reader.take(record)
        yield from reader.passed_over.values()
        if not reader.count_read:
            raise QuarantineError("no_statement", "it has no bookings under !Type:")


def _records(file: Path) -> Iterator[QifRecord]:
    return read_records(read_lines(file))


@dataclass
class _Reader:
    """Hold the account that bookings belong to, and the first record of each list passed over."""

    statement: Statement
    order: "DateOrder"
    source: str
    symbols: Mapping[str, str]
    is_named: bool = field(init=False)
    count_read: int = 0
    passed_over: dict[str, Reject] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.is_named = self.statement.account_number is not None

    def take(self, record: QifRecord) -> Iterator[Item]:
        if record.kind == ACCOUNT:
            self._account(record.first("N"))
        elif record.kind in _BOOKINGS:
            self.count_read += 1
            yield from self._bookings(record)
        elif record.kind in KINDS:
            self.count_read += 1
            yield from self._investment(record)
        elif record.kind != SECURITY and len(self.passed_over) < 100:
            first = record.place().reject(STATEMENT_BOOKINGS, "unsupported_record", record.kind)
            self.passed_over.setdefault(record.kind, first)

    def _account(self, name: str) -> None:
        if name and not self.is_named:
            self.statement = replace(self.statement, account_number=name)

    def _investment(self, record: QifRecord) -> Iterator[Item]:
        sign = cash_sign(record)
        if sign is not None:
            yield from self._bookings(record, sign)
            return
        self._account(self.source if self.statement.account_number is None else "")
        try:
            yield investment(record, self.statement, self.order, self.symbols)
        except StatedValueError as problem:
            yield record.place().reject(OFX_INVESTMENTS, problem.code, str(problem))

    def _bookings(self, record: QifRecord, sign: int = 1) -> Iterator[Item]:
        place = record.place()
        if self.statement.account_number is None:
            # The first booking of a file says by a transfer to itself whose it is.
            is_opening = record.first("P").strip().lower() == _OPENING
            self._account((is_opening and _transfer(record.first("L"))) or self.source)
        try:
            for booking in _parts(record, _whole(record, self.order, sign)):
                yield booking.record(self.statement, place)
        except StatedValueError as problem:
            yield place.reject(STATEMENT_BOOKINGS, problem.code, str(problem))


def _whole(record: QifRecord, order: "DateOrder", sign: int) -> Booking:
    stated = amount(record.first("T") or record.first("U"))
    category, transfer_account = _purpose(record.first("L"))
    return Booking(
        booked_date=date_of(record.first("D"), order),
        amount=negated(stated) if sign < 0 else stated,
        counterparty=spaced(record.first("P")),
        description=spaced(record.first("M")),
        transaction_code=record.first("N") or None,
        category=category,
        transfer_account=transfer_account,
    )


def _parts(record: QifRecord, whole: Booking) -> list[Booking]:
    """Return the parts of a split booking, which always add up to it, or the booking."""
    splits = _splits(record)
    if not splits:
        return [whole]
    parts = [_part(whole, split, number) for number, split in enumerate(splits, 1)]
    left = whole.amount
    for part in parts:
        left = difference(left, part.amount)
    if left != "0":
        parts.append(_part(whole, {"S": "", "$": left}, len(parts) + 1))
    return parts


def _splits(record: QifRecord) -> list[dict[str, str]]:
    splits: list[dict[str, str]] = []
    for letter, text in record.fields:
        if letter == "S":
            splits.append({letter: text})
        elif splits and letter in ("E", "$"):
            splits[-1].setdefault(letter, text)
    return splits


def _part(whole: Booking, split: Mapping[str, str], number: int) -> Booking:
    category, transfer_account = _purpose(split["S"])
    return replace(
        whole,
        amount=amount(split.get("$", "")),
        description=spaced(split.get("E", "")) or whole.description,
        category=category,
        transfer_account=transfer_account,
        split_number=number,
    )


def _purpose(text: str) -> tuple[str | None, str | None]:
    """Return the category, or the account in brackets that the money went to or came from."""
    account = _transfer(text)
    is_category = text and not account and text.strip("-").lower() != "split"
    return text if is_category else None, account


def _transfer(text: str) -> str | None:
    name, bracket, _ = text.removeprefix("[").partition("]")
    return name.strip() or None if text.startswith("[") and bracket else None
