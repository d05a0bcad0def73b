"""OFX and QFX: bank, card and investment statements.

Source: Open Financial Exchange specification 1.6 and 2.2, chapters 11 (banking) and 13
(investments). A malformed transaction costs that transaction, not the file.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ingestion.decoders.base import ExportTime, Item, Record, Reject
from ingestion.decoders.ofx_investments import (
    POSITIONS,
    TRANSACTIONS,
    Securities,
    position,
    securities_of,
    transaction,
)
from ingestion.decoders.ofx_tokens import Tag, read_tags
from ingestion.decoders.ofx_values import amount, calendar_date, instant
from ingestion.errors import QuarantineError
from ingestion.reasons import sentence
from ingestion.tables import OFX_BALANCES, OFX_INVESTMENTS, OFX_POSITIONS, OFX_TRANSACTIONS
from ingestion.times import StatedValueError

_STATEMENTS = {"STMTRS": None, "CCSTMTRS": "creditcard", "INVSTMTRS": "investment"}
_ACCOUNTS = {"BANKACCTFROM", "CCACCTFROM", "INVACCTFROM"}
_BALANCES = {"LEDGERBAL": "ledger", "AVAILBAL": "available"}
# Parts of a transaction whose tags must not be taken for the transaction's own.
_PARTS = {"PAYEE", "BANKACCTTO", "CCACCTTO", "CURRENCY", "ORIGCURRENCY", "IMAGEDATA", "EXTDPAYEE"}
_INVESTMENTS = TRANSACTIONS | POSITIONS
# Real statements nest about ten tags deep.
_DEEPEST = 100
_AGGREGATES = {
    *_STATEMENTS,
    *_ACCOUNTS,
    *_BALANCES,
    *_PARTS,
    *_INVESTMENTS,
    *("OFX", "SONRS", "STATUS", "FI", "STMTTRN", "INVBANKTRAN"),
    *("BANKTRANLIST", "INVTRANLIST", "INVPOSLIST"),
}


class Ofx:
    """Decode OFX 1 (SGML) and OFX 2 (XML)."""

    name = "ofx"
    version = 2
    options: Mapping[str, Any] = {}

    def decode(self, file: Path) -> Iterator[Item]:
        """Yield records and rejects in the file's order."""
        reader = _Reader(securities_of(file))
        for tag in read_tags(file):
            yield from reader.take(tag)
        reader.check_end()


@dataclass
class _Reader:
    """Walk through the tags and hold what the statement has said so far."""

    securities: Securities
    stack: list[str] = field(default_factory=list)
    statement: str | None = None
    account: dict[str, str] = field(default_factory=dict)
    currency: str = ""
    as_of: str = ""
    leaves: dict[str, str] = field(default_factory=dict)
    leaves_line: int = 0
    count_statements: int = 0
    is_closed: bool = False
    error: str = ""

    def take(self, tag: Tag) -> Iterator[Item]:
        if tag.name not in _AGGREGATES:
            if not tag.is_end:
                yield from self._leaf(tag)
        elif tag.is_end:
            yield from self._close(tag.name)
        else:
            self._open(tag)

    def check_end(self) -> None:
        """Tell files that hold no statement, or only a part of one."""
        if not self.is_closed:
            raise QuarantineError("malformed", "it ends before </OFX>")
        if not self.count_statements:
            raise QuarantineError("statement_error" if self.error else "no_statement", self.error)

    def _open(self, tag: Tag) -> None:
        if len(self.stack) >= _DEEPEST:
            raise QuarantineError("malformed", f"line {tag.line} opens a tag inside 100 others")
        if tag.name in _STATEMENTS:
            self.statement = tag.name
            self.account, self.currency, self.as_of = {}, "", ""
            self.count_statements += 1
        if not self._is_in_record() and tag.name not in _PARTS:
            self.leaves, self.leaves_line = {}, tag.line
        self.stack.append(tag.name)

    def _is_in_record(self) -> bool:
        return any(name == "STMTTRN" or name in _INVESTMENTS for name in self.stack)

    def _leaf(self, tag: Tag) -> Iterator[Item]:
        parent = self.stack[-1] if self.stack else ""
        if parent == "SONRS" and tag.name == "DTSERVER":
            stated = instant(tag.text)
            if stated:
                yield ExportTime(stated)
        elif parent in _STATEMENTS and tag.name == "CURDEF":
            self.currency = tag.text
        elif parent in _STATEMENTS and tag.name == "DTASOF":
            self.as_of = tag.text
        elif parent in _ACCOUNTS and not self._is_in_record():
            self.account[tag.name] = tag.text
        elif parent in _PARTS:
            self.leaves.setdefault(f"{parent}.{tag.name}", tag.text)
        else:
            self.leaves.setdefault(tag.name, tag.text)

    def _close(self, name: str) -> Iterator[Item]:
        if name not in self.stack:
            return
        while self.stack.pop() != name:
            continue
        if name == "OFX":
            self.is_closed = True
        elif name == "STATUS":
            self._note_status()
        elif name in _STATEMENTS:
            self.statement = None
        elif self.statement:
            yield from self._record(name)

    def _record(self, name: str) -> Iterator[Item]:
        if name == "STMTTRN":
            yield self._transaction()
        elif name in _BALANCES:
            yield from self._balance(_BALANCES[name])
        elif name in _INVESTMENTS and not self._is_in_record():
            yield self._investment(name)

    def _note_status(self) -> None:
        if self.leaves.get("SEVERITY", "").upper() == "ERROR":
            code, message = self.leaves.get("CODE", ""), self.leaves.get("MESSAGE", "")
            self.error = f"code {code}: {message[:200]}" if message else f"code {code}"

    def _investment(self, name: str) -> Item:
        table = OFX_POSITIONS if name in POSITIONS else OFX_INVESTMENTS
        if not self.account.get("ACCTID"):
            return self._reject(table, "account_missing")
        try:
            if table == OFX_POSITIONS:
                day, values = position(name, self._said(), self.securities, self.as_of)
            else:
                day, values = transaction(name, self._said(), self.securities)
        except StatedValueError as problem:
            return self._reject(table, problem.code, str(problem))
        bank, number, _ = self._account_columns()
        columns = (bank, number, self._currency(), *values)
        return Record(table, columns, day, None, self.leaves_line, self._raw())

    def _said(self) -> dict[str, str]:
        return {name: text for name, text in self.leaves.items() if text}

    def _currency(self) -> str | None:
        return self.leaves.get("CURRENCY.CURSYM") or self.currency or None

    def _transaction(self) -> Item:
        said = self._said()
        if not self.account.get("ACCTID"):
            return self._reject(OFX_TRANSACTIONS, "account_missing")
        try:
            booked = calendar_date(said.get("DTPOSTED", ""))
            number = amount(said.get("TRNAMT", ""))
        except StatedValueError as problem:
            return self._reject(OFX_TRANSACTIONS, problem.code, str(problem))
        values = (
            *self._account_columns(),
            self._currency(),
            said.get("FITID"),
            said.get("TRNTYPE"),
            booked,
            said.get("DTPOSTED"),
            number,
            said.get("NAME") or said.get("PAYEE.NAME") or said.get("EXTDNAME"),
            said.get("MEMO"),
            said.get("CHECKNUM"),
        )
        return Record(OFX_TRANSACTIONS, values, booked, None, self.leaves_line, self._raw())

    def _balance(self, kind: str) -> Iterator[Item]:
        # Some banks send the tag of a balance that they do not state.
        if not self.leaves.get("BALAMT"):
            return
        if not self.account.get("ACCTID"):
            yield self._reject(OFX_BALANCES, "account_missing")
            return
        try:
            day = calendar_date(self.leaves.get("DTASOF", ""))
            number = amount(self.leaves["BALAMT"])
        except StatedValueError as problem:
            yield self._reject(OFX_BALANCES, problem.code, str(problem))
            return
        values = (*self._account_columns(), self.currency or None, day, number, kind)
        yield Record(OFX_BALANCES, values, day, None, self.leaves_line, self._raw())

    def _account_columns(self) -> tuple[str | None, str | None, str | None]:
        kind = _STATEMENTS[self.statement or "STMTRS"] or self.account.get("ACCTTYPE", "").lower()
        bank = self.account.get("BANKID") or self.account.get("BROKERID")
        return bank or None, self.account["ACCTID"], kind or None

    def _reject(self, table: str, code: str, detail: str = "") -> Reject:
        return Reject(table, code, sentence(code, detail), self._raw(), self.leaves_line)

    def _raw(self) -> str:
        return json.dumps(self.leaves, ensure_ascii=False)
