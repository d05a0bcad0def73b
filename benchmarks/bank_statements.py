"""Decoding MT940, CAMT, QIF and OFX files, against the library that is usual for each.

Goal: none slower. See `decoders.py`.
"""

from pathlib import Path
from typing import NamedTuple
from zoneinfo import ZoneInfo

from benchmarks.decoders import Contest
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


def write_statement(form: str, file: Path, count: int) -> None:
    """Write a statement of so many bookings."""
    head, body, end = FORMS[form]
    file.write_text(head + "".join(map(body.format, range(count))) + end)


CONTEST = Contest(
    name="bank_statements",
    packages=("mt-940", "pycamt", "quiffen", "ofxtools", "ofxparse"),
    libraries={
        "mt940": ("mt940",),
        "camt": ("pycamt",),
        "qif": ("quiffen",),
        "ofx": ("ofxtools", "ofxparse"),
    },
    decoders={"mt940": Mt940(), "camt": Camt(ZoneInfo("UTC")), "qif": Qif(), "ofx": Ofx()},
    tables=(STATEMENT_BOOKINGS, OFX_TRANSACTIONS),
    write=write_statement,
)


if __name__ == "__main__":
    CONTEST.main(5_000)
