from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ingestion.decoders.base import Record
from ingestion.decoders.ofx import Ofx
from ingestion.errors import QuarantineError
from ingestion.tables import RECORD_TABLES
from tests.unit.test_ingestion_ofx import decoded


def test_investment_cash_and_investments_are_taken(tmp_path: Path) -> None:
    content = (
        "<OFX><SONRS><DTSERVER>20120908190849.317[-4:EDT]</SONRS><INVSTMTRS><CURDEF>USD"
        "<INVACCTFROM><BROKERID>b.com<ACCTID>X1</INVACCTFROM><INVTRANLIST>"
        "<INVBANKTRAN><STMTTRN><DTPOSTED>20120720<TRNAMT>-1500.0000<FITID>1</STMTTRN>"
        "<SUBACCTFUND>CASH</INVBANKTRAN><BUYSTOCK><INVBUY><INVTRAN><FITID>2<DTTRADE>20120721"
        "<MEMO>YOU BOUGHT</INVTRAN><SECID><UNIQUEID>458140100<UNIQUEIDTYPE>CUSIP</SECID>"
        "<UNITS>+100.00<UNITPRICE>25.635<COMMISSION>7.95<TOTAL>-2571.45<CURRENCY><CURSYM>CAD"
        "</CURRENCY><SUBACCTFUND>CASH</INVBUY></BUYSTOCK>"
        "<TRANSFER><INVTRAN><FITID>3</INVTRAN></TRANSFER></INVTRANLIST></INVSTMTRS>"
        "<SECLIST><STOCKINFO><SECINFO><SECID><UNIQUEID>458140100</SECID><SECNAME>INTEL"
        "<TICKER>INTC</SECINFO></STOCKINFO></SECLIST></OFX>"
    )
    exported, cash, bought, without_date = decoded(tmp_path, content)
    assert exported == "2012-09-08T23:08:49.000000Z"
    assert isinstance(cash, dict)
    assert (cash["account_kind"], cash["bank_id"], cash["amount"]) == (
        "investment",
        "b.com",
        "-1500",
    )
    assert bought == {
        "bank_id": "b.com",
        "account_number": "X1",
        "currency": "CAD",
        "bank_transaction_id": "2",
        "transaction_type": "BUYSTOCK",
        "booked_date": "2012-07-21",
        "settled_date": None,
        "security_id": "458140100",
        "security_id_type": "CUSIP",
        "security_name": "INTEL",
        "ticker": "INTC",
        "units": "100",
        "unit_price": "25.635",
        "commission": "7.95",
        "fees": None,
        "amount": "-2571.45",
        "income_type": None,
        "cash_account": "CASH",
        "memo": "YOU BOUGHT",
    }
    assert without_date == "date_missing"


def test_a_position_without_its_own_date_stands_on_the_statements(tmp_path: Path) -> None:
    content = (
        "<OFX><INVSTMTRS><DTASOF>20111231<CURDEF>USD<INVACCTFROM><BROKERID>b.com<ACCTID>X1"
        "</INVACCTFROM><INVPOSLIST><POSMF><INVPOS><SECID><UNIQUEID>9<UNIQUEIDTYPE>ISIN</SECID>"
        "<HELDINACCT>CASH<POSTYPE>LONG<UNITS>2.5<UNITPRICE>4<MKTVAL>10</INVPOS></POSMF>"
        "<POSMF><INVPOS><SECID><UNIQUEID>8</SECID></INVPOS></POSMF></INVPOSLIST></INVSTMTRS></OFX>"
    )
    position, without_units = decoded(tmp_path, content)
    assert isinstance(position, dict)
    assert (position["position_date"], position["units"], position["market_value"]) == (
        "2011-12-31",
        "2.5",
        "10",
    )
    assert without_units == "number_missing"


VALID = (
    "<OFX><INVSTMTRS><DTASOF>20111231<CURDEF>USD<INVACCTFROM><ACCTID>X1</INVACCTFROM><BUYSTOCK>"
    "<INVBUY><INVTRAN><FITID>2<DTTRADE>20120721</INVTRAN><SECID><UNIQUEID>4</SECID><UNITS>+1"
    "<TOTAL>-2</INVBUY></BUYSTOCK><POSMF><INVPOS><UNITS>2</INVPOS></POSMF></INVSTMTRS><SECLIST>"
    "<SECINFO><SECID><UNIQUEID>4</SECID><SECNAME>A</SECINFO></SECLIST></OFX>"
)


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=200), st.integers(0, len(VALID)), st.integers(0, 60))
@example(b"", VALID.index("</SECINFO>"), 60)
@example(b"20120230", VALID.index("20120721"), 8)
def test_any_bytes_end_in_items_or_in_quarantine(
    tmp_path_factory: pytest.TempPathFactory, noise: bytes, start: int, length: int
) -> None:
    file = tmp_path_factory.mktemp("any") / "file.ofx"
    valid = VALID.encode()
    for content in (b"<OFX>" + noise, valid[:start] + noise + valid[start + length :]):
        file.write_bytes(content)
        try:
            items = list(Ofx().decode(file))
        except QuarantineError:
            continue
        tables = {item.table for item in items if isinstance(item, Record)}
        assert tables <= {table for table in RECORD_TABLES if table.startswith("bronze_ofx__")}
