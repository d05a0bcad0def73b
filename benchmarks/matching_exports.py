"""The files of a generated household: monthly exports that overlap, in one format or in two."""

import csv
import io
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from xml.sax.saxutils import escape

from benchmarks.matching_households import FIRST, LAST, Variant
from benchmarks.matching_payments import ACCOUNTS, CHECKING, SAVINGS, Event, business_day

OVERLAP = timedelta(days=6)
CSV_ACCOUNTS = (CHECKING, SAVINGS)
_PLAIN_LETTERS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ü": "UE", "ß": "ss"})


@dataclass(frozen=True)
class Place:
    """Name an account of a house, its currency, and the month of an export."""

    house: str
    currency: str
    account: str
    month: date

    @property
    def name(self) -> str:
        """Return the month as files write it."""
        return f"{self.month:%Y-%m}"


@dataclass(frozen=True)
class Export:
    """Hold the bytes of a file and the events that it tells of, as it tells them, in its order."""

    folder: str
    name: str
    content: bytes
    events: tuple[Event, ...]

    @property
    def content_id(self) -> str:
        """Return the hash by which a lake knows the file."""
        return sha256(self.content).hexdigest()

    def write(self, inbox: Path) -> None:
        """Write the file into its folder of the inbox."""
        path = inbox / self.folder / self.name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(self.content)


def exports_of(
    house: str, currency: str, seed: int, variant: Variant, events: Sequence[Event]
) -> Iterator[Export]:
    """Yield the files of all accounts of a household."""
    chance = random.Random(f"exports {seed} {variant.name}")  # noqa: S311 (made-up files)
    for account in ACCOUNTS:
        booked = [event for event in events if event.account == account]
        for number, month in enumerate(_months()):
            told = _between(booked, month - OVERLAP, _end(month))
            if told and not (variant.misses_exports and chance.random() < 0.08):
                yield _export(Place(house, currency, account, month), told)
            if variant.has_second_formats and number % 3 == 2:
                told = _between(booked, month, _end(month))
                yield _second(Place(house, currency, account, month), told, chance)


def _months() -> Iterator[date]:
    for month in range(12 * (LAST.year - FIRST.year + 1)):
        yield date(FIRST.year + month // 12, 1 + month % 12, 1)


def _end(month: date) -> date:
    return (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)


def _between(events: Sequence[Event], first: date, last: date) -> list[Event]:
    return [event for event in events if first <= event.day <= last]


def _export(place: Place, events: Sequence[Event]) -> Export:
    if place.account in CSV_ACCOUNTS:
        content, folder, name = _csv_text(place, events), place.account, f"{place.name}.csv"
    else:
        content, folder, name = _ofx_text(place, events), "ofx", f"{place.account}_{place.name}.ofx"
    return Export(f"{place.house}_{folder}", name, content, tuple(events))


def _second(place: Place, events: Sequence[Event], chance: random.Random) -> Export:
    """Tell a month again as another system does: capitals, no umlauts, some a day later."""
    told = [
        replace(
            event,
            day=business_day(event.day + timedelta(days=int(chance.random() < 0.3))),
            payee=event.payee.translate(_PLAIN_LETTERS).upper()[:20],
            text=f"{event.text.translate(_PLAIN_LETTERS).upper()} REF{chance.randrange(10**6):06}",
        )
        for event in events
    ]
    if place.account in CSV_ACCOUNTS:
        content, folder, name = _camt_text(place, told), "camt", f"{place.account}_{place.name}.xml"
    else:
        content, folder, name = _csv_text(place, told), place.account, f"{place.name}_again.csv"
    return Export(f"{place.house}_{folder}", name, content, tuple(told))


def amount_text(cents: int) -> str:
    """Write cents as a decimal number."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100}.{abs(cents) % 100:02}"


def _csv_text(place: Place, events: Sequence[Event]) -> bytes:
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";")
    columns = "Buchungstag,Valuta,Empfänger/Auftraggeber,Verwendungszweck,Betrag,Währung,Saldo"
    writer.writerow(columns.split(","))
    for event in events:
        day, amount = f"{event.day:%d.%m.%Y}", amount_text(event.cents).replace(".", ",")
        writer.writerow((day, day, event.payee, event.text, amount, place.currency, ""))
    return buffer.getvalue().encode()


def bank_number(house: str, account: str) -> str:
    """Return the number by which files name an account."""
    return f"XX01{house}{account}".upper().replace("_", "")


def _ofx_text(place: Place, events: Sequence[Event]) -> bytes:
    entries = "".join(
        f"<STMTTRN><TRNTYPE>OTHER</TRNTYPE><DTPOSTED>{event.day:%Y%m%d}120000</DTPOSTED>"
        f"<TRNAMT>{amount_text(event.cents)}</TRNAMT><FITID>{event.event_id}</FITID>"
        f"<NAME>{escape(event.payee)}</NAME><MEMO>{escape(event.text)}</MEMO></STMTTRN>"
        for event in events
    )
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n'
        '<?OFX OFXHEADER="200" VERSION="211" SECURITY="NONE" OLDFILEUID="NONE" NEWFILEUID="NONE"?>'
        "\n<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0</CODE><SEVERITY>INFO</SEVERITY></STATUS>"
        f"<DTSERVER>{place.month:%Y%m}28</DTSERVER><LANGUAGE>ENG</LANGUAGE></SONRS>"
        "</SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS><TRNUID>1</TRNUID><STATUS><CODE>0</CODE>"
        f"<SEVERITY>INFO</SEVERITY></STATUS><STMTRS><CURDEF>{place.currency}</CURDEF><BANKACCTFROM>"
        f"<BANKID>B</BANKID><ACCTID>{bank_number(place.house, place.account)}</ACCTID>"
        f"<ACCTTYPE>CHECKING</ACCTTYPE></BANKACCTFROM><BANKTRANLIST>{entries}</BANKTRANLIST>"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>\n"
    ).encode()


def _camt_text(place: Place, events: Sequence[Event]) -> bytes:
    entries = "".join(
        f"<Ntry><Amt Ccy='{place.currency}'>{amount_text(abs(event.cents))}</Amt>"
        f"<CdtDbtInd>{'DBIT' if event.cents < 0 else 'CRDT'}</CdtDbtInd><Sts>BOOK</Sts>"
        f"<BookgDt><Dt>{event.day}</Dt></BookgDt><NtryDtls><TxDtls><RltdPties>"
        f"<{_side(event)}><Nm>{escape(event.payee)}</Nm></{_side(event)}></RltdPties>"
        f"<RmtInf><Ustrd>{escape(event.text)}</Ustrd></RmtInf></TxDtls></NtryDtls></Ntry>"
        for event in events
    )
    return (
        '<?xml version="1.0"?><Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">'
        f"<BkToCstmrStmt><GrpHdr><MsgId>{place.name}</MsgId><CreDtTm>{place.name}-28T06:00:00</CreDtTm>"
        f"</GrpHdr><Stmt><Id>{place.account}</Id><CreDtTm>{place.name}-28T06:00:00</CreDtTm>"
        f"<Acct><Id><Othr><Id>{bank_number(place.house, place.account)}</Id></Othr></Id>"
        f"<Ccy>{place.currency}</Ccy></Acct>{entries}</Stmt></BkToCstmrStmt></Document>\n"
    ).encode()


def _side(event: Event) -> str:
    return "Cdtr" if event.cents < 0 else "Dbtr"
