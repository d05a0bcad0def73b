from pathlib import Path

import pytest

from ingestion.decoders.base import ExportTime, Record, Reject
from ingestion.decoders.ofx import Ofx
from ingestion.decoders.ofx_values import amount, calendar_date, instant
from ingestion.errors import QuarantineError
from ingestion.tables import RECORD_TABLES
from ingestion.times import StatedValueError

HEAD = "OFXHEADER:100\nDATA:OFXSGML\nENCODING:USASCII\nCHARSET:1252\n\n"
ACCOUNT = "<BANKACCTFROM><BANKID>B1<ACCTID>42<ACCTTYPE>CHECKING</BANKACCTFROM>"


def statement(transactions: str, account: str = ACCOUNT, more: str = "") -> str:
    return (
        f"{HEAD}<OFX><BANKMSGSRSV1><STMTTRNRS><STATUS><CODE>0<SEVERITY>INFO</STATUS><STMTRS>"
        f"<CURDEF>EUR{account}<BANKTRANLIST>{transactions}</BANKTRANLIST>{more}"
        "</STMTRS></STMTTRNRS></BANKMSGSRSV1></OFX>"
    )


def decoded(tmp_path: Path, content: str | bytes) -> list[dict[str, str | None] | str]:
    """Return records as columns, rejects as their reason, the export time as text."""
    file = tmp_path / "file.ofx"
    file.write_bytes(content.encode() if isinstance(content, str) else content)
    found: list[dict[str, str | None] | str] = []
    for item in Ofx().decode(file):
        if isinstance(item, Record):
            columns = RECORD_TABLES[item.table].values
            found.append(dict(zip(columns, item.values, strict=True)))
        elif isinstance(item, Reject):
            found.append(item.reason)
        elif isinstance(item, ExportTime):
            found.append(item.at)
    return found


def test_a_transaction_without_end_tags_is_read(tmp_path: Path) -> None:
    one = (
        "<STMTTRN><TRNTYPE>POS<DTPOSTED>20090401235900.000[-5:EST]<TRNAMT>-6.60<FITID>F1"
        "<CHECKNUM>7<NAME>Caf&eacute; &amp; Bar<MEMO>two&#32;cups</STMTTRN>"
    )
    assert decoded(tmp_path, statement(one)) == [
        {
            "bank_id": "B1",
            "account_number": "42",
            "account_kind": "checking",
            "currency": "EUR",
            "bank_transaction_id": "F1",
            "transaction_type": "POS",
            "booked_date": "2009-04-01",
            "posted_at": "20090401235900.000[-5:EST]",
            "amount": "-6.6",
            "name": "Café & Bar",
            "memo": "two cups",
            "check_number": "7",
        }
    ]


def test_xml_with_cdata_and_end_tags_gives_the_same(tmp_path: Path) -> None:
    sgml = "<STMTTRN><DTPOSTED>20260102<TRNAMT>5<FITID>F<NAME>A & B</STMTTRN>"
    xml = (
        '<?xml version="1.0"?><?OFX OFXHEADER="200"?><OFX><STMTRS><CURDEF>EUR</CURDEF>'
        "<BANKACCTFROM><BANKID>B1</BANKID><ACCTID>42</ACCTID><ACCTTYPE>CHECKING</ACCTTYPE>"
        "</BANKACCTFROM><STMTTRN><DTPOSTED>20260102</DTPOSTED><TRNAMT>5</TRNAMT>"
        "<FITID>F</FITID><NAME><![CDATA[A & B]]></NAME><MEMO/></STMTTRN></STMTRS></OFX>"
    )
    assert decoded(tmp_path, xml) == decoded(tmp_path, statement(sgml))


@pytest.mark.parametrize(
    ("transaction", "reason"),
    [
        ("<TRNAMT>1<FITID>A", "date_missing"),
        ("<DTPOSTED><TRNAMT>1<FITID>A", "date_missing"),
        ("<DTPOSTED>20120231<TRNAMT>1", "date_invalid"),
        ("<DTPOSTED>18991231<TRNAMT>1", "time_out_of_range"),
        ("<DTPOSTED>20120101<FITID>A", "number_missing"),
        ("<DTPOSTED>20120101<TRNAMT>$120", "number_invalid"),
    ],
)
def test_a_malformed_transaction_costs_only_itself(
    tmp_path: Path, transaction: str, reason: str
) -> None:
    good = "<STMTTRN><DTPOSTED>20260102<TRNAMT>5<FITID>F</STMTTRN>"
    first, second = decoded(tmp_path, statement(f"<STMTTRN>{transaction}</STMTTRN>{good}"))
    assert first == reason
    assert isinstance(second, dict)
    assert second["bank_transaction_id"] == "F"


def test_parts_of_a_transaction_keep_their_tags_to_themselves(tmp_path: Path) -> None:
    one = (
        "<STMTTRN><DTPOSTED>20260102<TRNAMT>5<FITID>F<PAYEE><NAME>Payee<CITY>X</PAYEE>"
        "<BANKACCTTO><BANKID>B9<ACCTID>99<ACCTTYPE>SAVINGS</BANKACCTTO>"
        "<CURRENCY><CURRATE>1.1<CURSYM>USD</CURRENCY></STMTTRN>"
    )
    (row,) = decoded(tmp_path, statement(one))
    assert isinstance(row, dict)
    assert (row["name"], row["account_number"], row["currency"]) == ("Payee", "42", "USD")


def test_balances_are_read_and_empty_ones_passed_over(tmp_path: Path) -> None:
    more = (
        "<LEDGERBAL><BALAMT>382,34<DTASOF>20090523122017</LEDGERBAL>"
        "<AVAILBAL><BALAMT> <DTASOF>20090523</AVAILBAL>"
    )
    (row,) = decoded(tmp_path, statement("", more=more))
    assert isinstance(row, dict)
    assert (row["balance_kind"], row["balance_date"], row["amount"]) == (
        "ledger",
        "2009-05-23",
        "382.34",
    )


def test_a_statement_without_account_rejects_its_records(tmp_path: Path) -> None:
    one = "<STMTTRN><DTPOSTED>20260102<TRNAMT>5</STMTTRN>"
    assert decoded(tmp_path, statement(one, account="")) == ["account_missing"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (f"{HEAD}<OFX></OFX>", "no_statement"),
        ("<OFX><SONRS><STATUS><CODE>0<SEVERITY>INFO</STATUS></SONRS></OFX>", "no_statement"),
        (
            "<OFX><SONRS><STATUS><CODE>15500<SEVERITY>ERROR<MESSAGE>No</STATUS></SONRS></OFX>",
            "statement_error",
        ),
        (statement("<STMTTRN><DTPOSTED>20260102<TRNAMT>5")[:-40], "malformed"),
        ('<!DOCTYPE OFX [<!ENTITY a "x">]><OFX>&a;</OFX>', "entities_forbidden"),
        ("<OFX><STMTRS><NAME>" + "x" * 3_000_000, "malformed"),
    ],
)
def test_files_without_a_whole_statement_are_refused(
    tmp_path: Path, content: str, code: str
) -> None:
    with pytest.raises(QuarantineError) as raised:
        decoded(tmp_path, content)
    assert raised.value.code == code


def test_a_billion_laughs_stay_a_text(tmp_path: Path) -> None:
    one = "<STMTTRN><DTPOSTED>20260102<TRNAMT>5<NAME>&lol9;</STMTTRN>"
    (row,) = decoded(tmp_path, statement(one))
    assert isinstance(row, dict)
    assert row["name"] == "&lol9;"


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "latin-1"])
def test_umlauts_survive_whatever_the_header_says(tmp_path: Path, encoding: str) -> None:
    one = "<STMTTRN><DTPOSTED>20260102<TRNAMT>5<NAME>Müller</STMTTRN>"
    (row,) = decoded(tmp_path, statement(one).encode(encoding))
    assert isinstance(row, dict)
    assert row["name"] == "Müller"


def test_a_file_larger_than_the_reading_window_loses_nothing(tmp_path: Path) -> None:
    one = "<STMTTRN><DTPOSTED>20260102<TRNAMT>{}<FITID>{}<NAME><![CDATA[<b>]]></STMTTRN>\n"
    many = "".join(one.format(number, number) for number in range(1, 3001))
    rows = decoded(tmp_path, statement(many))
    assert [row["amount"] for row in rows if isinstance(row, dict)] == [
        str(number) for number in range(1, 3001)
    ]
    assert {row["name"] for row in rows if isinstance(row, dict)} == {"<b>"}


def test_lines_are_counted_over_all_kinds_of_line_ends(tmp_path: Path) -> None:
    file = tmp_path / "file.ofx"
    file.write_bytes(
        b"<OFX>\r\n<STMTRS>\r<BANKACCTFROM><ACCTID>1</BANKACCTFROM>\n"
        b"<STMTTRN>\n<DTPOSTED>20260102\n<TRNAMT>1</STMTTRN>\n</STMTRS></OFX>"
    )
    (record,) = Ofx().decode(file)
    assert isinstance(record, Record)
    assert record.line == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("-6.60", "-6.6"),
        ("12,50", "12.5"),
        ("1.234,56", "1234.56"),
        ("1,234.56", "1234.56"),
        ("+000115.8331", "115.8331"),
    ],
)
def test_amounts_take_either_decimal_mark(text: str, expected: str) -> None:
    assert amount(text) == expected


def test_an_amount_that_could_mean_two_is_refused() -> None:
    with pytest.raises(StatedValueError, match="could mean two amounts"):
        amount("1,234")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("20120908190849.317[-4:EDT]", "2012-09-08T23:08:49.000000Z"),
        ("20091217162416.000[-:EST]", "2009-12-17T16:24:16.000000Z"),
        ("20180804093914:014", "2018-08-04T09:39:14.000000Z"),
        ("20131215", "2013-12-15T00:00:00.000000Z"),
        ("201120000000", None),
        ("", None),
    ],
)
def test_export_times_are_read_as_banks_write_them(text: str, expected: str | None) -> None:
    assert instant(text) == expected


def test_a_day_is_the_one_the_bank_states() -> None:
    assert calendar_date("20090401235959[+14:LINT]") == "2009-04-01"
