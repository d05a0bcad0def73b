"""Decoding MT940, CAMT, QIF and OFX files, against the library that is usual for each.

Goal: none slower. All read the same made-up statement in a process of their own, one after the
other; a first small file loads what they need. The libraries are installed into a scratch
environment.
"""

import argparse
import json
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from benchmarks.apple_health import Measured, measured, other_readers
from benchmarks.timing import PROJECT
from ingestion.decoders.base import Decoder, Record
from ingestion.decoders.camt import Camt
from ingestion.decoders.mt940 import Mt940
from ingestion.decoders.ofx import Ofx
from ingestion.decoders.qif import Qif
from ingestion.tables import OFX_TRANSACTIONS, STATEMENT_BOOKINGS


class Form(NamedTuple):
    """Hold a statement of a format: what each booking says of its number stands between."""

    head: str
    body: str
    end: str


LIBRARIES = {
    "mt940": ("mt940",),
    "camt": ("pycamt",),
    "qif": ("quiffen",),
    "ofx": ("ofxtools", "ofxparse"),
}
PACKAGES = ("mt-940", "pycamt", "quiffen", "ofxtools", "ofxparse")
DECODERS: Mapping[str, Decoder] = {
    "mt940": Mt940(),
    "camt": Camt(ZoneInfo("UTC")),
    "qif": Qif(),
    "ofx": Ofx(),
}


def main() -> None:
    """Print bookings, times and ratios."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--bookings", type=int, default=5_000)
    parser.add_argument("--runs", type=int, default=3, help="of each, the fastest counts")
    parser.add_argument("--decode", type=Path, nargs=2, help=argparse.SUPPRESS)
    arguments = parser.parse_args()
    if arguments.decode:
        print(json.dumps(decoded(*arguments.decode)))
        return
    with tempfile.TemporaryDirectory(prefix="daybook-bench-") as scratch:
        compare(Path(scratch), arguments.bookings, arguments.runs)


def compare(scratch: Path, bookings: int, runs: int) -> None:
    """Let all readers of each format read the same file in turn."""
    others = other_readers(scratch, PACKAGES)
    for form, (head, body, end) in FORMS.items():
        files = [scratch / f"statement.{form}", scratch / f"small.{form}"]
        for file, count in zip(files, (bookings, 20), strict=True):
            file.write_text(head + "".join(map(body.format, range(count))) + end)
        paths = [str(file) for file in files]
        readers = {"daybook": [sys.executable, "-m", "benchmarks.bank_statements", "--decode"]}
        for library in LIBRARIES[form] if others else ():
            script = f"{PROJECT}/benchmarks/bank_statements_others.py"
            readers[library] = [str(others / "python"), script, library]  # type: ignore[operator]
        found = {
            name: min(
                (measured([*command, *paths]) for _ in range(runs)),
                key=lambda one: one.processor_seconds,
            )
            for name, command in readers.items()
        }
        show(form, found)


def show(form: str, found: Mapping[str, Measured]) -> None:
    """Print a line for each reader of a format."""
    ours = found["daybook"]
    for name, one in found.items():
        print(
            f"{form:<5} {name:<8} {one.records:>7,} bookings {one.processor_seconds:>7.2f} s "
            f"{one.peak_megabytes:>5.0f} MB  "
            f"Daybook is {one.processor_seconds / ours.processor_seconds:.1f} times as fast"
        )


def decoded(file: Path, small: Path) -> dict[str, float]:
    """Decode a file, a small one first, and return bookings and times."""
    decoder = DECODERS[file.suffix[1:]]
    bookings_of(decoder, small)
    started_at, processor_at = time.perf_counter(), time.process_time()
    return {
        "records": bookings_of(decoder, file),
        "seconds": time.perf_counter() - started_at,
        "processor_seconds": time.process_time() - processor_at,
    }


def bookings_of(decoder: Decoder, file: Path) -> int:
    """Return how many bookings a file holds."""
    return sum(
        isinstance(item, Record) and item.table in (STATEMENT_BOOKINGS, OFX_TRANSACTIONS)
        for item in decoder.decode(file)
    )


FORMS = {
    "mt940": Form(
        head=":20:START\n:25:50880050/0194774600\n:28C:1/1\n:60F:C260101EUR100,00\n",
        body=":61:2601020102D12,{0}NTRFNONREF//R{0}\n"
        ":86:177?00UEBERWEISUNG?100399?20EREF+{0}?21SVWZ+Rent of a month?22 and more words"
        "?30DRES\nDEFF?31DE14508800500194785000?32KARL?33 KAUFMANN\n",
        end=":62F:C260131EUR100,00\n-\n",
    ),
    "camt": Form(
        head='<?xml version="1.0"?>\n'
        '<Document xmlns="urn:iso:std:iso:20022:tech:xsd:camt.053.001.02">'
        "<BkToCstmrStmt><GrpHdr><MsgId>1</MsgId><CreDtTm>2026-02-01T06:00:00+01:00</CreDtTm>"
        "</GrpHdr><Stmt><Id>1</Id><CreDtTm>2026-02-01T06:00:00+01:00</CreDtTm><Acct><Id>"
        "<IBAN>NL26VAYB8060476890</IBAN></Id><Ccy>EUR</Ccy></Acct>",
        body='<Ntry>\n<Amt Ccy="EUR">12.{0}</Amt>\n<CdtDbtInd>DBIT</CdtDbtInd>\n<Sts>BOOK</Sts>\n'
        "<BookgDt><Dt>2026-01-02</Dt></BookgDt>\n<ValDt><Dt>2026-01-02</Dt></ValDt>\n"
        "<AcctSvcrRef>R{0}</AcctSvcrRef>\n<BkTxCd><Prtry><Cd>544</Cd></Prtry></BkTxCd>\n"
        "<NtryDtls><TxDtls>\n<Refs><EndToEndId>{0}</EndToEndId></Refs>\n<RltdPties><Cdtr><Nm>"
        "Shop</Nm></Cdtr>\n<CdtrAcct><Id><IBAN>NL56AGDH9619008421</IBAN></Id></CdtrAcct>"
        "</RltdPties>\n<RmtInf><Ustrd>Order {0}</Ustrd></RmtInf></TxDtls></NtryDtls>\n</Ntry>\n",
        end="</Stmt></BkToCstmrStmt></Document>",
    ),
    "qif": Form(
        head="!Account\nNMine\nTBank\n^\n!Type:Bank\n",
        body="D1/13/2026\nT-12.{0}\nCX\nN{0}\nPShop {0}\nMlunch with words\nLFood:Bakery\n^\n",
        end="",
    ),
    "ofx": Form(
        head="OFXHEADER:100\nDATA:OFXSGML\nVERSION:102\nSECURITY:NONE\nENCODING:USASCII\n"
        "CHARSET:1252\nCOMPRESSION:NONE\nOLDFILEUID:NONE\nNEWFILEUID:NONE\n\n"
        "<OFX><SIGNONMSGSRSV1><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS>"
        "<DTSERVER>20260201120000<LANGUAGE>ENG</SONRS></SIGNONMSGSRSV1><BANKMSGSRSV1><STMTTRNRS>"
        "<TRNUID>1<STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS><CURDEF>EUR<BANKACCTFROM>"
        "<BANKID>1<ACCTID>2<ACCTTYPE>CHECKING</BANKACCTFROM><BANKTRANLIST><DTSTART>20260101"
        "<DTEND>20260131\n",
        body="<STMTTRN><TRNTYPE>POS<DTPOSTED>20260102120000[0:GMT]<TRNAMT>-12.{0}<FITID>F{0}"
        "<NAME>Shop {0}<MEMO>lunch with words</STMTTRN>\n",
        end="</BANKTRANLIST><LEDGERBAL><BALAMT>1<DTASOF>20260131</LEDGERBAL></STMTRS></STMTTRNRS>"
        "</BANKMSGSRSV1></OFX>\n",
    ),
}


if __name__ == "__main__":
    main()
