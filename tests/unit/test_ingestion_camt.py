from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingestion.decoders.base import ExportTime, Record, Reject
from ingestion.decoders.camt import Camt
from ingestion.decoders.camt_xml import looks_like_camt
from ingestion.errors import QuarantineError
from ingestion.tables import RECORD_TABLES, STATEMENT_BALANCES, STATEMENT_BOOKINGS

NAMESPACE = "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02"
TIME = "2026-01-04T05:10:29.000000Z"
ACCOUNT = "<Acct><Id><IBAN>NL26VAYB8060476890</IBAN></Id><Ccy>EUR</Ccy></Acct>"
ENTRY = (
    "<Ntry><Amt Ccy='EUR'>8.85</Amt><CdtDbtInd>DBIT</CdtDbtInd><Sts>BOOK</Sts>"
    "<BookgDt><Dt>2026-01-03</Dt></BookgDt>{}</Ntry>"
)


def statement(content: str, account: str = ACCOUNT, wrapper: str = "BkToCstmrStmt/Stmt") -> str:
    message, kind = wrapper.split("/")
    return (
        f'<?xml version="1.0"?><Document xmlns="{NAMESPACE}"><{message}><GrpHdr><MsgId>1</MsgId>'
        f"<CreDtTm>2026-01-04T06:10:29+01:00</CreDtTm></GrpHdr><{kind}><Id>253</Id>"
        f"<CreDtTm>2026-01-05T06:10:29</CreDtTm>{account}{content}</{kind}></{message}></Document>"
    )


def decoded(
    tmp_path: Path, content: str | bytes, decoder: Camt | None = None
) -> list[dict[str, str | None] | str]:
    """Return records as columns, rejects as their reason, the export time as text."""
    file = tmp_path / "file.xml"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    found: list[dict[str, str | None] | str] = []
    for item in (decoder or Camt(ZoneInfo("Europe/Berlin"))).decode(file):
        if isinstance(item, Record):
            columns = RECORD_TABLES[item.table].values
            found.append(dict(zip(columns, item.values, strict=True)))
        elif isinstance(item, Reject):
            found.append(item.reason)
        elif isinstance(item, ExportTime):
            found.append(item.at)
    return found


def bookings(tmp_path: Path, content: str) -> list[dict[str, str | None]]:
    """Return the bookings of a statement with this content."""
    return [one for one in decoded(tmp_path, statement(content)) if isinstance(one, dict)]


def test_an_entry_with_one_detail_is_one_booking(tmp_path: Path) -> None:
    entry = ENTRY.format(
        "<ValDt><DtTm>2026-01-02T23:59:59+14:00</DtTm></ValDt><AcctSvcrRef>R1</AcctSvcrRef>"
        "<BkTxCd><Domn><Cd>PMNT</Cd><Fmly><Cd>ICDT</Cd><SubFmlyCd>DMCT</SubFmlyCd></Fmly></Domn>"
        "</BkTxCd><NtryDtls><TxDtls><RltdPties><Cdtr><Pty><Nm>The  Shop</Nm></Pty></Cdtr>"
        "<CdtrAcct><Id><IBAN>NL56AGDH9619008421</IBAN></Id></CdtrAcct></RltdPties>"
        "<RmtInf><Ustrd>Order</Ustrd><Ustrd>7 &amp; 8</Ustrd></RmtInf></TxDtls></NtryDtls>"
    )
    exported, one = decoded(tmp_path, statement(entry))
    assert exported == TIME
    assert one == {
        "file_kind": "camt.053",
        "account_number": "NL26VAYB8060476890",
        "bank_id": None,
        "currency": "EUR",
        "statement_id": "253",
        "entry_id": "R1",
        "bank_transaction_id": "R1",
        "booked_date": "2026-01-03",
        "value_date": "2026-01-02",
        "amount": "-8.85",
        "counterparty": "The Shop",
        "counterparty_account": "NL56AGDH9619008421",
        "description": "Order 7 & 8",
        "transaction_code": "PMNT-ICDT-DMCT",
        "status": "booked",
        "is_reversal": "false",
        "category": None,
        "transfer_account": None,
        "split_number": None,
    }


DETAIL = "<TxDtls>{}<RmtInf><Ustrd>{}</Ustrd></RmtInf></TxDtls>"
AMOUNT = "<AmtDtls><TxAmt><Amt Ccy='{}'>{}</Amt></TxAmt></AmtDtls>"


def test_a_batch_whose_details_add_up_is_a_booking_for_each(tmp_path: Path) -> None:
    details = [
        DETAIL.format(AMOUNT.format("EUR", "9.85"), "a"),
        DETAIL.format("<Amt Ccy='EUR'>1</Amt><CdtDbtInd>CRDT</CdtDbtInd>", "b"),
    ]
    more = f"<AcctSvcrRef>R1</AcctSvcrRef><NtryDtls>{''.join(details)}</NtryDtls>"
    first, second = bookings(tmp_path, ENTRY.format(more))
    assert (first["amount"], first["description"]) == ("-9.85", "a")
    assert first["bank_transaction_id"] == "R1/1"
    assert (second["amount"], second["entry_id"]) == ("1", "R1")


@pytest.mark.parametrize(
    "amounts",
    [("", ""), (AMOUNT.format("EUR", "8.85"), ""), (AMOUNT.format("CHF", "8.85"),) * 2],
    ids=["none", "some", "another currency"],
)
def test_a_batch_whose_details_do_not_add_up_is_one_booking(
    tmp_path: Path, amounts: tuple[str, str]
) -> None:
    details = "".join(DETAIL.format(amount, "x") for amount in amounts)
    more = f"<NtryDtls>{details}</NtryDtls><AddtlNtryInf>Salaries</AddtlNtryInf>"
    (one,) = bookings(tmp_path, ENTRY.format(more))
    assert (one["amount"], one["description"], one["counterparty"]) == ("-8.85", "Salaries", None)


def test_a_reversal_keeps_the_sides_it_had(tmp_path: Path) -> None:
    sides = (
        "<RvslInd>true</RvslInd><NtryDtls><TxDtls><RltdPties><Dbtr><Nm>Me</Nm></Dbtr>"
        "<Cdtr><Nm>Shop</Nm></Cdtr></RltdPties></TxDtls></NtryDtls>"
    )
    (one,) = bookings(tmp_path, ENTRY.format(sides).replace("DBIT", "CRDT"))
    assert (one["amount"], one["counterparty"], one["is_reversal"]) == ("8.85", "Shop", "true")


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("<Sts>BOOK</Sts>", "booked"),
        ("<Sts>PDNG</Sts>", "pending"),
        ("<Sts><Cd>FUTR</Cd></Sts>", "pending"),
        ("<Sts>INFO</Sts>", "info"),
        ("", "booked"),
    ],
)
def test_the_status_is_read_in_old_and_new_versions(
    tmp_path: Path, status: str, expected: str
) -> None:
    (one,) = bookings(tmp_path, ENTRY.format("").replace("<Sts>BOOK</Sts>", status))
    assert one["status"] == expected


BALANCE = (
    "<Bal><Tp>{}</Tp><Amt Ccy='EUR'>27.00</Amt><CdtDbtInd>DBIT</CdtDbtInd>"
    "<Dt><Dt>2026-01-03</Dt></Dt></Bal>"
)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("<CdOrPrtry><Cd>OPBD</Cd></CdOrPrtry>", "opening"),
        ("<CdOrPrtry><Cd>PRCD</Cd></CdOrPrtry>", "opening"),
        ("<Cd>CLBD</Cd>", "closing"),
        ("<CdOrPrtry><Cd>ITBD</Cd></CdOrPrtry>", "interim"),
        ("<CdOrPrtry><Cd>FWAV</Cd></CdOrPrtry>", "available"),
    ],
)
def test_balances_are_told_by_their_kind(tmp_path: Path, kind: str, expected: str) -> None:
    (one,) = bookings(tmp_path, BALANCE.format(kind))
    assert (one["balance_kind"], one["amount"]) == (expected, "-27")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (ENTRY.format("").replace("2026-01-03", "2026-02-30"), "date_invalid"),
        (ENTRY.format("").replace("2026-01-03", "yesterday"), "date_invalid"),
        (ENTRY.format("").replace("BookgDt", "Other"), "date_missing"),
        (ENTRY.format("").replace("8.85", "8,85"), "number_invalid"),
        (ENTRY.format("").replace("8.85", ""), "number_missing"),
        (ENTRY.format("").replace("DBIT", "OUT"), "field_invalid"),
        (BALANCE.format("<Cd>XPCD</Cd>"), "unsupported_record"),
        (
            BALANCE.format("<Cd>CLBD</Cd>").replace("<Dt><Dt>2026-01-03</Dt></Dt>", ""),
            "date_missing",
        ),
    ],
)
def test_a_malformed_piece_costs_only_itself(tmp_path: Path, content: str, reason: str) -> None:
    _, first, second = decoded(tmp_path, statement(content + ENTRY.format("")))
    assert first == reason
    assert isinstance(second, dict)
    assert second["amount"] == "-8.85"


@pytest.mark.parametrize(
    ("wrapper", "kind"),
    [
        ("BkToCstmrAcctRptV01/Rpt", "camt.052"),
        ("BkToCstmrStmt/Stmt", "camt.053"),
        ("BkToCstmrDbtCdtNtfctn/Ntfctn", "camt.054"),
    ],
)
def test_the_message_tells_report_statement_and_notification(
    tmp_path: Path, wrapper: str, kind: str
) -> None:
    bank = "<Svcr><FinInstnId><BICFI>UBSW</BICFI></FinInstnId></Svcr>"
    account = f"<Acct><Id><PrtryAcct><Id>42</Id></PrtryAcct></Id>{bank}</Acct>"
    _, one = decoded(tmp_path, statement(ENTRY.format(""), account, wrapper))
    assert isinstance(one, dict)
    assert (one["file_kind"], one["account_number"], one["bank_id"]) == (kind, "42", "UBSW")


def test_an_account_of_the_household_stands_for_one_that_is_not_named(tmp_path: Path) -> None:
    content = statement(ENTRY.format(""), account="")
    assert decoded(tmp_path, content)[1:] == ["account_missing"]
    _, one = decoded(tmp_path, content, Camt(ZoneInfo("UTC"), "checking"))
    assert isinstance(one, dict)
    assert one["account_number"] == "checking"


def test_a_time_without_zone_is_the_homes(tmp_path: Path) -> None:
    content = statement("").replace("06:10:29+01:00", "06:10:29.000000000")
    assert decoded(tmp_path, content) == [TIME]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (
            f'<Document xmlns="{NAMESPACE}"><BkToCstmrStmt></BkToCstmrStmt></Document>',
            "no_statement",
        ),
        (
            f'<!DOCTYPE d [<!ENTITY a "x">]><Document xmlns="{NAMESPACE}">&a;</Document>',
            "entities_forbidden",
        ),
        (statement(ENTRY.format(""))[:-40], "malformed"),
        (statement("<Bal>" + "<a>" * 200), "malformed"),
        (statement("<Bal>" + "<a/>" * 500_001), "malformed"),
        (
            f'<?xml version="1.0" encoding="klingon"?><Document xmlns="{NAMESPACE}"/>',
            "encoding_invalid",
        ),
        (f'<Document xmlns="{NAMESPACE}"><a b="' + "x" * 3_000_000, "malformed"),
    ],
    ids=["empty", "entities", "cut off", "deep", "endless entry", "encoding", "endless text"],
)
def test_files_that_are_no_whole_statement_are_refused(
    tmp_path: Path, content: str, code: str
) -> None:
    with pytest.raises(QuarantineError) as raised:
        decoded(tmp_path, content)
    assert raised.value.code == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "iso-8859-1"])
def test_the_stated_encoding_holds(tmp_path: Path, encoding: str) -> None:
    entry = ENTRY.format("<AddtlNtryInf>Müller</AddtlNtryInf>")
    text = statement(entry).replace('"1.0"', f'"1.0" encoding="{encoding.removesuffix("-sig")}"')
    content = text.encode(encoding)
    assert looks_like_camt(content)
    _, one = decoded(tmp_path, content)
    assert isinstance(one, dict)
    assert one["description"] == "Müller"


@pytest.mark.parametrize(
    "head", [b"<Document/>", b"text urn:iso:std:iso:20022:tech:xsd:camt.053.001.02", b"", b"<a"]
)
def test_other_content_is_not_taken_for_camt(head: bytes) -> None:
    assert not looks_like_camt(head)


VALID = statement(BALANCE.format("<Cd>CLBD</Cd>") + ENTRY.format("<NtryDtls/>"))


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.integers(0, len(VALID)), st.integers(0, 60))
@example(b"0001-01-01T00:00:00+14:00", VALID.index("2026-01-04"), 25)
@example(b'"1.0" encoding="idna"', VALID.index('"1.0"'), 5)
def test_any_bytes_end_in_items_or_in_quarantine(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, start: int, length: int
) -> None:
    file = tmp_path_factory.mktemp("any") / "file.xml"
    valid = VALID.encode()
    for content in (valid[:start] + noise, valid[:start] + noise + valid[start + length :]):
        file.write_bytes(content)
        try:
            items = list(Camt(ZoneInfo("Europe/Berlin")).decode(file))
        except QuarantineError:
            continue
        tables = {item.table for item in items if isinstance(item, Record)}
        assert tables <= {STATEMENT_BOOKINGS, STATEMENT_BALANCES}
