"""MT940 and MT942: statements and interim reports of bank accounts.

A field that cannot be read costs itself, not the file.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from ingestion.decoders.bank_bookings import Booking, Statement, spaced
from ingestion.decoders.base import Item
from ingestion.decoders.mt940_details import Details, details_of, own_details_of
from ingestion.decoders.mt940_fields import END, Field, read_fields
from ingestion.decoders.mt940_lines import balance, statement_line
from ingestion.decoders.text_lines import read_lines
from ingestion.errors import QuarantineError
from ingestion.tables import STATEMENT_BALANCES, STATEMENT_BOOKINGS
from ingestion.times import StatedValueError

_BALANCES = frozenset(("60", "60F", "60M", "62", "62F", "62M", "64", "65"))
_FLOOR_CURRENCY = re.compile(r"[A-Z]{3}")
_CURRENCY = re.compile(r"(?<=\d)[A-Z]{3}$|(?<=/)[A-Z]{3}$")


class Mt940:
    """Decode MT940 and MT942; `account` stands for what a file names no account of."""

    name = "mt940"
    version = 1

    def __init__(self, account: str | None = None, currency: str | None = None) -> None:
        self._default = Statement("mt940", account, None, currency)
        self.options: Mapping[str, Any] = {"account": account, "currency": currency}

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the file's order."""
        reader = _Reader(self._default)
        for one in read_fields(read_lines(file)):
            yield from reader.take(one)
        if not reader.count_read:
            raise QuarantineError("no_statement", "it has no field :60:, :61: or :62:")


@dataclass
class _Reader:
    """Hold what the message has said so far; a booking waits for the text behind it."""

    default: Statement
    statement: Statement = field(init=False)
    waiting: Field | None = None
    behind: Field | None = None
    has_account: bool = False
    count_read: int = 0

    def __post_init__(self) -> None:
        self.statement = self.default

    def take(self, one: Field) -> Iterator[Item]:
        if one.tag in ("86", "NS"):
            self.behind = self.behind or one
            return
        yield from self._book()
        if one.tag == "61":
            self.waiting, self.behind = one, None
            self.count_read += 1
        elif one.tag in _BALANCES:
            self.count_read += 1
            yield self._balance(one)
        elif one.tag in ("25", "25P"):
            yield from self._account(one)
        else:
            self._head(one)

    def _head(self, one: Field) -> None:
        if one.tag in ("20", END):
            self.statement, self.has_account = self.default, False
        if one.tag in ("20", "28", "28C"):
            self.statement = replace(self.statement, statement_id=spaced(one.lines[0]))
        elif one.tag in ("13", "13D", "34F"):
            floor = _FLOOR_CURRENCY.match(one.lines[0]) if one.tag == "34F" else None
            currency = floor[0] if floor else self.statement.currency
            self.statement = replace(self.statement, file_kind="mt942", currency=currency)
            self.count_read += 1

    def _account(self, one: Field) -> Iterator[Item]:
        text = one.lines[0].strip()
        if self.has_account or not text:
            # A text that a bank gave the wrong tag must not move bookings to another account.
            detail = "the message names its account twice" if text else "the account is empty"
            yield one.place().reject(STATEMENT_BOOKINGS, "field_invalid", detail)
            return
        self.has_account = True
        if self.default.account_number is None:
            self.statement = _of_account(self.statement, text)

    def _balance(self, one: Field) -> Item:
        place = one.place()
        try:
            stated = balance(one.tag, one.lines[0].rstrip())
            if stated.currency and stated.kind != "available":
                self.statement = replace(self.statement, currency=stated.currency)
            return stated.record(self.statement, place)
        except StatedValueError as problem:
            return place.reject(STATEMENT_BALANCES, problem.code, str(problem))

    def _book(self) -> Iterator[Item]:
        line, self.waiting = self.waiting, None
        if line is None:
            return
        place = line.place()
        if self.behind is not None:
            place = replace(place, raw=f"{place.raw}\n{self.behind.place().raw}")
        try:
            yield _booking(line, _details(self.behind)).record(self.statement, place)
        except StatedValueError as problem:
            yield place.reject(STATEMENT_BOOKINGS, problem.code, str(problem))


def _details(behind: Field | None) -> Details:
    if behind is None:
        return Details()
    return details_of(behind.lines) if behind.tag == "86" else own_details_of(behind.lines)


def _of_account(statement: Statement, text: str) -> Statement:
    """Place a statement in the account that :25: names, as IBAN or as bank and number."""
    currency = _CURRENCY.search(text)
    parts = _CURRENCY.sub("", text).rstrip("/").split("/", 1)
    bank = parts[0] if len(parts) > 1 else None
    return replace(
        statement,
        account_number=parts[-1].strip() or text,
        bank_id=bank or None,
        currency=currency[0] if currency else statement.currency,
    )


def _booking(line: Field, details: Details) -> Booking:
    stated = statement_line(line.lines)
    supplement = spaced(stated.supplement)
    return Booking(
        booked_date=stated.booked_date,
        value_date=stated.value_date,
        amount=stated.amount,
        entry_id=stated.bank_reference,
        bank_transaction_id=stated.bank_reference,
        counterparty=details.counterparty,
        counterparty_account=details.account,
        description=details.description or supplement,
        transaction_code=details.code or stated.code,
        status="pending" if stated.is_expected else "booked",
        is_reversal=stated.is_reversal,
    )
