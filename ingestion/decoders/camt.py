"""CAMT.052, CAMT.053 and CAMT.054: reports, statements and notifications of bank accounts.

An entry that cannot be read costs itself, not the file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC
from pathlib import Path
from typing import Any

from ingestion.decoders.bank_bookings import Place, Statement
from ingestion.decoders.base import ExportTime, Item
from ingestion.decoders.camt_entries import account_of, balance_of, bookings_of
from ingestion.decoders.camt_xml import Node, NodeReader
from ingestion.errors import QuarantineError
from ingestion.home_zone import Zone
from ingestion.tables import STATEMENT_BALANCES, STATEMENT_BOOKINGS
from ingestion.times import StatedValueError, parse_time

_KINDS = {"Rpt": "camt.052", "Stmt": "camt.053", "Ntfctn": "camt.054"}
_WANTED = frozenset(("Id", "CreDtTm", "Acct", "Bal", "Ntry"))


class Camt:
    """Decode CAMT of all versions; `account` stands for what a file names no account of."""

    name = "camt"
    version = 1

    def __init__(self, zone: Zone, account: str | None = None, currency: str | None = None) -> None:
        self._zone = zone
        self._default = Statement("", account, None, currency)
        self.options: Mapping[str, Any] = {
            "account": account,
            "currency": currency,
            "time_zone": zone.key,
        }

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the file's order."""
        reader = _Reader(self._zone, self._default)
        with file.open("rb") as stream:
            for node in NodeReader(_WANTED, frozenset(_KINDS)).read(stream):
                yield from reader.take(node)
        if not reader.count_statements:
            raise QuarantineError("no_statement", "it has no Stmt, Rpt or Ntfctn")


@dataclass
class _Reader:
    """Hold what the statement has said so far."""

    zone: Zone
    default: Statement
    statement: Statement = field(init=False)
    is_exported: bool = False
    count_statements: int = 0

    def __post_init__(self) -> None:
        self.statement = self.default

    def take(self, node: Node) -> Iterator[Item]:
        if node.name in _KINDS:
            self.count_statements += 1
            self.statement = replace(self.default, file_kind=_KINDS[node.name])
        elif node.name == "CreDtTm":
            yield from self._export_time(node.text)
        elif node.name == "Bal":
            yield from self._balance(node)
        elif node.name == "Ntry":
            yield from self._entry(node)
        elif node.name == "Acct":
            self._account(node)
        elif self.statement.statement_id is None:
            self.statement = replace(self.statement, statement_id=node.text or None)

    def _export_time(self, text: str) -> Iterator[Item]:
        """Yield when the message was made: the first such time, of the header."""
        if self.is_exported:
            return
        self.is_exported = True
        try:
            moment, _ = parse_time(text, ())
            zoned = moment if moment.tzinfo else moment.replace(tzinfo=self.zone)
            yield ExportTime(zoned.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ"))
        except (StatedValueError, OverflowError):
            return

    def _account(self, node: Node) -> None:
        number, bank, currency = account_of(node)
        known = self.statement
        self.statement = replace(
            known,
            account_number=known.account_number or number,
            bank_id=bank,
            currency=currency or known.currency,
        )

    def _balance(self, node: Node) -> Iterator[Item]:
        place = Place(node.line, node.written())
        try:
            yield balance_of(node).record(self.statement, place)
        except StatedValueError as problem:
            yield place.reject(STATEMENT_BALANCES, problem.code, str(problem))

    def _entry(self, node: Node) -> Iterator[Item]:
        place = Place(node.line, node.written())
        try:
            records = [booking.record(self.statement, place) for booking in bookings_of(node)]
        except StatedValueError as problem:
            yield place.reject(STATEMENT_BOOKINGS, problem.code, str(problem))
            return
        yield from records
