"""Write the exports of two banks: one in CSV, one in OFX 1 and later OFX 2."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from samples.household_folder import BANK_IDS
from samples.payments import CARD, CHECKING, JOINT, SAVINGS
from samples.plan import Plan, months_before
from samples.writing import SampleFiles, decimal_text

if TYPE_CHECKING:
    from collections.abc import Sequence

    from samples.money import Transaction

CSV_COLUMNS = (
    "Buchungstag",
    "Valuta",
    "Empfänger/Auftraggeber",
    "Verwendungszweck",
    "Betrag",
    "Währung",
    "Saldo",
)
CSV_ACCOUNTS = (CHECKING, SAVINGS)
OFX_ACCOUNTS = (JOINT, CARD)
OFX_2_SINCE = date(2026, 1, 1)
OVERLAP_DAYS = 7


@dataclass(frozen=True)
class Export:
    """Hold the days of one export, both included, and the name of its file."""

    first: date
    last: date
    name: str


def exports_of(plan: Plan) -> list[Export]:
    """Return the monthly exports; the last month comes in two that overlap by a week."""
    split = max(plan.last_date - timedelta(days=10), plan.first_date)
    exports = []
    month = plan.first_date.replace(day=1)
    while month <= split:
        end = min(months_before(month, -1) - timedelta(days=1), split)
        exports.append(Export(max(month, plan.first_date), end, f"{month:%Y-%m}"))
        month = months_before(month, -1)
    start = max(split - timedelta(days=OVERLAP_DAYS - 1), plan.first_date)
    exports.append(Export(start, plan.last_date, f"{start}_{plan.last_date}"))
    return exports


def write_bank_csv(
    files: SampleFiles, plan: Plan, export: Export, entries: Sequence[Transaction]
) -> None:
    """Write one CSV for each account of the first bank, no file where nothing was booked."""
    for account_id in CSV_ACCOUNTS:
        booked = [one for one in entries if one.account_id == account_id]
        if booked:
            _write_account_csv(files, plan, account_id, export, booked)


def _write_account_csv(
    files: SampleFiles,
    plan: Plan,
    account_id: str,
    export: Export,
    booked: Sequence[Transaction],
) -> None:
    # The savings account's export begins with a byte order mark.
    encoding = "utf-8-sig" if account_id == SAVINGS else "utf-8"
    pending = plan.last_date - timedelta(days=5)
    has_pending = account_id == CHECKING and export.first <= pending <= export.last
    with files.open(f"bank_a_{account_id}/umsaetze_{export.name}.csv", encoding) as file:
        file.write(_csv_line(CSV_COLUMNS))
        for entry in reversed(booked):
            if has_pending and entry.booked_date <= pending:
                file.write_bad(_pending_line(pending), "number_invalid")
                has_pending = False
            file.write(_csv_line(_csv_cells(entry)), records=1)


def _csv_cells(entry: Transaction) -> tuple[str, ...]:
    day = f"{entry.booked_date:%d.%m.%Y}"
    booking = entry.booking
    return (
        day,
        day,
        booking.counterparty,
        booking.description,
        german_amount(booking.cents),
        "EUR",
        german_amount(entry.balance_cents),
    )


def _pending_line(day: date) -> str:
    text = f"{day:%d.%m.%Y}"
    return _csv_line((text, text, "Grünmarkt", "Vorgemerkt", "siehe Beleg", "EUR", ""))


def _csv_line(cells: Sequence[str]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, delimiter=";").writerow(cells)
    return buffer.getvalue()


def german_amount(cents: int) -> str:
    """Write cents with a decimal comma and points between thousands."""
    text = f"{abs(cents) // 100:,}".replace(",", ".")
    return f"{'-' if cents < 0 else ''}{text},{abs(cents) % 100:02}"


def write_ofx(
    files: SampleFiles,
    path: str,
    export: Export,
    entries: Sequence[Transaction],
    balances: dict[str, int],
) -> None:
    """Write one OFX file with both accounts of the second bank.

    `balances` are cents at the end of the export's last day.
    """
    is_xml = export.first >= OFX_2_SINCE
    writer = _OfxWriter(is_xml=is_xml)
    count_records = 0
    writer.begin(export.last)
    for account_id in OFX_ACCOUNTS:
        booked = [one for one in entries if one.account_id == account_id]
        writer.statement(account_id, export, booked, balances[account_id])
        count_records += len(booked) + 1  # the balance is a record too
    writer.end()
    with files.open(path, "utf-8" if is_xml else "ascii") as file:
        file.write(writer.text(), records=count_records)


_OFX_1_HEADER = """OFXHEADER:100
DATA:OFXSGML
VERSION:102
SECURITY:NONE
ENCODING:USASCII
CHARSET:1252
COMPRESSION:NONE
OLDFILEUID:NONE
NEWFILEUID:NONE

"""
_OFX_2_HEADER = """<?xml version="1.0" encoding="UTF-8" standalone="no"?>
<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>
"""


class _OfxWriter:
    """Collect the elements of an OFX file; in OFX 1 an element with a value is not closed."""

    def __init__(self, *, is_xml: bool) -> None:
        self._is_xml = is_xml
        self._lines: list[str] = []

    def text(self) -> str:
        return (_OFX_2_HEADER if self._is_xml else _OFX_1_HEADER) + "\n".join(self._lines) + "\n"

    def _tags(self, *tags: str) -> None:
        self._lines += [f"<{tag}>" for tag in tags]

    def _value(self, tag: str, value: str) -> None:
        end = f"</{tag}>" if self._is_xml else ""
        self._lines.append(f"<{tag}>{escape(value)}{end}")

    def _status(self) -> None:
        self._tags("STATUS")
        self._value("CODE", "0")
        self._value("SEVERITY", "INFO")
        self._tags("/STATUS")

    def begin(self, made_on: date) -> None:
        self._tags("OFX", "SIGNONMSGSRSV1", "SONRS")
        self._status()
        self._value("DTSERVER", f"{made_on:%Y%m%d}235959")
        self._value("LANGUAGE", "ENG")
        self._tags("/SONRS", "/SIGNONMSGSRSV1")

    def end(self) -> None:
        self._tags("/OFX")

    def statement(
        self, account_id: str, export: Export, booked: Sequence[Transaction], balance: int
    ) -> None:
        is_card = account_id == CARD
        prefix = "CC" if is_card else ""
        message_set = "CREDITCARDMSGSRSV1" if is_card else "BANKMSGSRSV1"
        self._tags(message_set, f"{prefix}STMTTRNRS")
        self._value("TRNUID", f"{export.last:%Y%m%d}")
        self._status()
        self._tags(f"{prefix}STMTRS")
        self._value("CURDEF", "EUR")
        self._account(account_id, is_card=is_card)
        self._transactions(export, booked)
        self._tags("LEDGERBAL")
        self._value("BALAMT", decimal_text(balance))
        self._value("DTASOF", f"{export.last:%Y%m%d}")
        self._tags("/LEDGERBAL", f"/{prefix}STMTRS", f"/{prefix}STMTTRNRS", f"/{message_set}")

    def _account(self, account_id: str, *, is_card: bool) -> None:
        tag = "CCACCTFROM" if is_card else "BANKACCTFROM"
        self._tags(tag)
        if not is_card:
            self._value("BANKID", "SAMPLEB")
        self._value("ACCTID", BANK_IDS[account_id])
        if not is_card:
            self._value("ACCTTYPE", "CHECKING")
        self._tags(f"/{tag}")

    def _transactions(self, export: Export, booked: Sequence[Transaction]) -> None:
        self._tags("BANKTRANLIST")
        self._value("DTSTART", f"{export.first:%Y%m%d}")
        self._value("DTEND", f"{export.last:%Y%m%d}")
        for entry in booked:
            self._tags("STMTTRN")
            self._value("TRNTYPE", "CREDIT" if entry.booking.cents > 0 else "DEBIT")
            self._value("DTPOSTED", f"{entry.booked_date:%Y%m%d}120000[+1:CET]")
            self._value("TRNAMT", decimal_text(entry.booking.cents))
            self._value("FITID", entry.transaction_id)
            self._value("NAME", entry.booking.counterparty)
            self._value("MEMO", entry.booking.description)
            self._tags("/STMTTRN")
        self._tags("/BANKTRANLIST")
